/**
 * Whether an address can be the public key of a key pair. Addresses of programs are made so that they cannot
 * (Solana documentation, "Program derived addresses").
 */
import { type Address, base58Bytes } from './ids.ts';

const P = (1n << 255n) - 19n;
/** d of edwards25519: −121665/121666 (RFC 8032, 5.1). */
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let b = base % P, e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
}

/**
 * Decompression by RFC 8032, 5.1.3: x² = (y² − 1) / (d·y² + 1) must be a square, which Euler's criterion tells.
 * As in Solana's `is_on_curve` the sign of x is not looked at.
 */
export function isOnCurve(address: Address): boolean {
  const bytes = base58Bytes(address);
  if (bytes?.length !== 32) return false;
  const littleEndian = [...bytes].reverse();
  const y = littleEndian.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & ((1n << 255n) - 1n);
  const ySquared = (y * y) % P;
  const xSquared = ((ySquared - 1n + P) * power((D * ySquared + 1n) % P, P - 2n)) % P;
  return xSquared === 0n || power(xSquared, (P - 1n) / 2n) === 1n;
}
