/**
 * What an API key looks like: `slk_` and 70 letters and digits, which hold a tenant secret and its CRC-32. Scanners for leaked keys
 * know it by sight, and a mistyped one is refused without a look-up.
 */
import { crc32 } from 'node:zlib';
import type { OrganizationId } from '#core/domain/ids.ts';
import { hashSecret, mintSecret, organizationOf, SECRET_BYTES } from '../tenant-secret.ts';

export const KEY_PREFIX = 'slk_';
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const BASE = 62n;
const CHECK_BYTES = 4;
/** Digits that any value of so many bytes fits in. */
const LENGTH = Math.ceil(((SECRET_BYTES + CHECK_BYTES) * 8) / Math.log2(62));
const SHAPE = new RegExp(`^${KEY_PREFIX}[0-9A-Za-z]{${LENGTH}}$`);

export interface MintedKey {
  /** To be shown once. */
  readonly key: string;
  readonly hash: Buffer;
  /** How it begins and ends. */
  readonly hint: string;
}

export function mintKey(organizationId: OrganizationId): MintedKey {
  const secret = mintSecret(organizationId);
  const key = KEY_PREFIX + encode(Buffer.concat([secret, checksum(secret)]));
  return { key, hash: hashSecret(secret), hint: `${key.slice(0, 8)}…${key.slice(-4)}` };
}

/** Whose the key says it is, and what to look it up by; null when it is no key of ours. */
export function readKey(key: string): { organizationId: OrganizationId; hash: Buffer } | null {
  const bytes = SHAPE.test(key) ? decode(key.slice(KEY_PREFIX.length)) : null;
  if (bytes === null) return null;
  const secret = bytes.subarray(0, SECRET_BYTES);
  if (!checksum(secret).equals(bytes.subarray(SECRET_BYTES))) return null;
  const organizationId = organizationOf(secret);
  return organizationId === null ? null : { organizationId, hash: hashSecret(secret) };
}

function checksum(secret: Buffer): Buffer {
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32BE(crc32(secret));
  return check;
}

function encode(bytes: Buffer): string {
  let text = '';
  for (let rest = BigInt(`0x${bytes.toString('hex')}`); rest > 0n; rest /= BASE)
    text = DIGITS.charAt(Number(rest % BASE)) + text;
  return text.padStart(LENGTH, '0');
}

function decode(text: string): Buffer | null {
  let value = 0n;
  for (const digit of text) value = value * BASE + BigInt(DIGITS.indexOf(digit));
  const hex = value.toString(16).padStart((SECRET_BYTES + CHECK_BYTES) * 2, '0');
  return hex.length === (SECRET_BYTES + CHECK_BYTES) * 2 ? Buffer.from(hex, 'hex') : null;
}
