/**
 * Authenticator apps: six digits, 30 seconds, SHA-1, which is what all of them speak (RFC 6238, RFC 4226). better-auth's own
 * two-factor plug-in lives on cookies, takes a code as often as it comes, and does not say which time step it was of.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { symmetricDecrypt, symmetricEncrypt } from 'better-auth/crypto';
import type { Totp } from '#core/ports/totp.ts';

const ISSUER = 'Sluice';
const PERIOD_MS = 30_000;
const DIGITS = 6;
/** Bytes; the length of SHA-1, as RFC 4226 asks. */
const SECRET_BYTES = 20;
/** A clock may be one step off, either way. */
const NEIGHBOURS = [0n, -1n, 1n];

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Without padding (RFC 4648); 20 bytes are 32 letters. */
function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('');
  const groups = bits.match(/.{1,5}/g) ?? [];
  return groups.map((group) => BASE32[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

/** The code of a time step (RFC 4226, 5.3). */
export function codeAt(secret: Uint8Array, step: bigint): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(step);
  const mac = createHmac('sha1', secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0xf;
  const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0');
}

const stepAt = (time: Date): bigint => BigInt(Math.floor(time.getTime() / PERIOD_MS));

const isSame = (given: string, wanted: string): boolean =>
  given.length === wanted.length && timingSafeEqual(Buffer.from(given), Buffer.from(wanted));

function uriOf(secret: Uint8Array, account: string): string {
  const parameters = new URLSearchParams({
    secret: base32(secret),
    issuer: ISSUER,
    digits: String(DIGITS),
    period: '30',
  });
  return `otpauth://totp/${ISSUER}:${encodeURIComponent(account)}?${parameters.toString()}`;
}

/** `key` is AUTH_SECRET; it encrypts what is stored (XChaCha20-Poly1305). */
export function createTotp(key: string): Totp {
  return {
    async create(account) {
      const secret = randomBytes(SECRET_BYTES);
      const sealed = await symmetricEncrypt({ key, data: secret.toString('base64') });
      return { sealed, uri: uriOf(secret, account) };
    },
    async stepOf(sealed, code, now) {
      if (!/^\d{6}$/.test(code)) return null;
      const secret = Buffer.from(await symmetricDecrypt({ key, data: sealed }), 'base64');
      const steps = NEIGHBOURS.map((offset) => stepAt(now) + offset);
      return steps.find((step) => isSame(code, codeAt(secret, step))) ?? null;
    },
  };
}
