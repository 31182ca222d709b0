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

const yOf = (bytes: Uint8Array): bigint =>
  [...bytes].reverse().reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n) & ((1n << 255n) - 1n);

/**
 * Decompression by RFC 8032, 5.1.3: x² = (y² − 1) / (d·y² + 1) must be a square, which Euler's criterion tells.
 * As in Solana's `is_on_curve` the sign of x is not looked at.
 */
export function isOnCurve(address: Address): boolean {
  const bytes = base58Bytes(address);
  if (bytes?.length !== 32) return false;
  const y = yOf(bytes);
  const ySquared = (y * y) % P;
  const xSquared = ((ySquared - 1n + P) * power((D * ySquared + 1n) % P, P - 2n)) % P;
  return xSquared === 0n || power(xSquared, (P - 1n) / 2n) === 1n;
}

/** y of a point of order 8; the others of small order have −y, 0, 1 and −1. */
const ORDER_8 = 2707385501144840649318225287225658788936804267575313519463743609750303402022n;
const SMALL_ORDER = new Set([0n, 1n, P - 1n, ORDER_8, P - ORDER_8]);

/**
 * Whether a signature by this public key proves anything: it is on the curve, written in the one canonical way, and of large order.
 * Of a key of small order (the system program's address is one) anybody can make signatures ("Taming the many EdDSAs", 2020).
 */
export function isSigningKey(address: Address): boolean {
  const bytes = base58Bytes(address);
  if (bytes?.length !== 32) return false;
  const y = yOf(bytes);
  return y < P && !SMALL_ORDER.has(y) && isOnCurve(address);
}
