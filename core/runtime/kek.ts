/** The key-encryption key as configured: what wraps now, and what else still opens. For the signer and the rotation alone. */
import { environmentKek } from '#core/adapters/vault/kek/environment.ts';
import { kekRing } from '#core/adapters/vault/kek/kek-ring.ts';
import { transitKek } from '#core/adapters/vault/kek/transit.ts';
import { type KekProvider, KekUnavailable } from '#core/ports/kek.ts';
import { type Vault, VaultError } from '#core/ports/vault.ts';
import { newestDataKeys } from '#core/store/data-keys.ts';
import type { Executor } from '#core/store/db.ts';
import { sealingKeys } from '#core/store/sealing-keys.ts';
import { type KekSettings, transitSettings } from './kek-settings.ts';

export interface Kek {
  readonly provider: KekProvider;
  /** The key that wraps now, and no other: what it opens needs none of the older keys. */
  readonly currentAlone: KekProvider;
}

/** `settings` as `kekSettings` accepted them. */
export function openKek(settings: KekSettings): Kek {
  const ring = settings.MASTER_KEYS ?? [];
  const transit = transitSettings(settings);
  const vault = transit === undefined ? [] : [transitKek(transit)];
  const environment = ring.length === 0 ? [] : [environmentKek(ring)];
  const byPreference = settings.KEK_PROVIDER === 'env' ? [...environment, ...vault] : [...vault, ...environment];
  const [current, ...others] = byPreference;
  if (current === undefined) throw new Error('no key-encryption key is configured');
  return {
    provider: kekRing(current, others),
    currentAlone: settings.KEK_PROVIDER === 'env' ? environmentKek(ring.slice(0, 1)) : current,
  };
}

/**
 * Asks at the start what would be asked with the first key.
 * @throws Error in one sentence when the key-encryption key cannot be reached, or is not the one that the stored keys were wrapped by.
 */
export async function requireKek(provider: KekProvider, vault: Vault, db: Executor): Promise<void> {
  try {
    await provider.currentId();
    for (const { userId, blob, kekId } of await newestDataKeys(db)) {
      if (!(await vault.canOpen(userId, blob))) throw foreignKeys(kekId);
    }
    for (const stored of await sealingKeys(db)) {
      await vault.sealingKey(stored).catch((error: unknown) => {
        throw error instanceof VaultError ? foreignKeys(stored.kekId) : error;
      });
    }
  } catch (error) {
    if (!(error instanceof KekUnavailable)) throw error;
    throw new Error(`The key-encryption key cannot be used: ${error.message}.`, { cause: error });
  }
}

const foreignKeys = (kekId: string): Error =>
  new Error(
    kekId.startsWith('transit:')
      ? `Vault does not open what its key "${kekId}" wrapped in this database: give VAULT_ADDR and VAULT_TRANSIT_KEY as they were.`
      : `MASTER_KEYS does not hold the master key "${kekId}" that wallet keys in this database were wrapped by: give the ring they were made with.`,
  );
