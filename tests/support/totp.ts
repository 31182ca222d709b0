/** An authenticator app: reads the address of a QR code, and shows codes. */
import { codeAt } from '#core/adapters/auth/totp.ts';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The secret in an `otpauth://` address. */
export function secretOf(uri: string): Buffer {
  const secret = new URL(uri).searchParams.get('secret') ?? '';
  const bits = Array.from(secret, (letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}

/** What the app shows at a time. */
export const codeNow = (uri: string, now = new Date()): string =>
  codeAt(secretOf(uri), BigInt(Math.floor(now.getTime() / 30_000)));
