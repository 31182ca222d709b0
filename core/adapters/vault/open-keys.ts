/**
 * Keys that were opened a moment ago, so that a campaign's next signature does not open its key again.
 *
 * Opening costs about 0.7 ms of processor time (OpenSSL parses the key anew), signing 0.05 ms: at hundreds of signatures a
 * second it would be most of the signer's work. What is kept is a `KeyObject`, whose bytes lie outside of JavaScript's heap
 * and which prints and serialises as nothing; it is forgotten after a minute, used or not. Whoever can read this process's
 * memory has the master keys already.
 */
import type { KeyObject } from 'node:crypto';
import type { StoredKey } from '#core/ports/vault.ts';

const KEPT_MS = 60_000;
const MOST_KEPT = 4_096;

interface OpenKey {
  readonly stored: StoredKey;
  readonly key: KeyObject;
}

export interface OpenKeys {
  /** The opened key, from `open` unless exactly this ciphertext of this owner was opened a moment ago. */
  get(stored: StoredKey, open: () => KeyObject): KeyObject;
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** Anything that would have kept the key from opening also keeps it from being found. */
const isSame = (a: StoredKey, b: StoredKey): boolean =>
  a.owner.userId === b.owner.userId &&
  a.owner.address === b.owner.address &&
  a.owner.genesisHash === b.owner.genesisHash &&
  sameBytes(a.blob, b.blob) &&
  sameBytes(a.dataKey, b.dataKey);

export function createOpenKeys(): OpenKeys {
  /** By wallet; the oldest first. */
  const kept = new Map<string, OpenKey>();

  const keep = (opened: OpenKey): void => {
    const { walletId } = opened.stored.owner;
    const [oldest] = kept.keys();
    if (kept.size >= MOST_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(walletId, opened);
    setTimeout(() => {
      if (kept.get(walletId) === opened) kept.delete(walletId);
    }, KEPT_MS).unref();
  };

  return {
    get(stored, open) {
      const known = kept.get(stored.owner.walletId);
      if (known !== undefined && isSame(known.stored, stored)) return known.key;
      const key = open();
      keep({ stored, key });
      return key;
    },
  };
}
