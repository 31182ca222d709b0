/**
 * The ring of key-encryption keys (KEK): `id:base64,id:base64`. The first wraps what is new; the others still open what they
 * wrapped, so that a rotation needs no stop (W-02).
 */
import { z } from 'zod';
import { VaultError } from '#core/ports/vault.ts';

export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface MasterKeys {
  readonly current: MasterKey;
  /** @throws VaultError when the ring has no key of that id. */
  byId(id: string): MasterKey;
}

const ENTRY = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/;
const RULE = 'must be id:base64 pairs separated by commas, each of 32 bytes, the current one first';

function parseEntry(text: string): MasterKey | null {
  const [, id, encoded] = ENTRY.exec(text.trim()) ?? [];
  return id === undefined || encoded === undefined ? null : { id, key: Buffer.from(encoded, 'base64') };
}

/** Reads MASTER_KEYS. What is refused is never quoted in the message. */
export const masterKeyRing = z.string().transform((text, context): MasterKey[] => {
  const entries = text.split(',').map(parseEntry);
  const ring = entries.filter((entry) => entry !== null);
  if (ring.length !== entries.length || ring.length === 0) context.addIssue({ code: 'custom', message: RULE });
  if (new Set(ring.map((entry) => entry.id)).size !== ring.length) {
    context.addIssue({ code: 'custom', message: 'names one id twice' });
  }
  return ring;
});

/** @throws VaultError for an empty ring. */
export function masterKeys(ring: readonly MasterKey[]): MasterKeys {
  const [current] = ring;
  if (current === undefined) throw new VaultError('the master key ring is empty');
  return {
    current,
    byId(id) {
      const found = ring.find((entry) => entry.id === id);
      if (found === undefined) throw new VaultError(`the master key ${JSON.stringify(id)} is not in the ring`);
      return found;
    },
  };
}
