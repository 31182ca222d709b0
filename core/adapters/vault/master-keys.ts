/** The ring of key-encryption keys (KEK). The first wraps what is new; the others still open what they wrapped (W-02). */
import { type MasterKey, VaultError } from '#core/ports/vault.ts';

export interface MasterKeys {
  readonly current: MasterKey;
  /** @throws VaultError when the ring has no key of that id. */
  byId(id: string): MasterKey;
}

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
