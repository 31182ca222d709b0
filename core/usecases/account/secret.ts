/** Secrets that are given out once and kept as their SHA-256: with 256 random bits, nothing slower is needed. */
import { createHash, randomBytes } from 'node:crypto';

export interface Secret {
  /** Goes to its owner, and nowhere else. */
  readonly text: string;
  readonly hash: Buffer;
}

export const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

export function newSecret(): Secret {
  const text = randomBytes(32).toString('base64url');
  return { text, hash: hashOf(text) };
}
