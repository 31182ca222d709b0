/** New wallets: made here, or brought along sealed. What comes out is an address and ciphertext; the server stores both. */
import { appError } from '#core/domain/errors.ts';
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import { KekUnavailable } from '#core/ports/kek.ts';
import type { SealedWallet } from '#core/ports/signer.ts';
import type { StoredSealingKey, Vault } from '#core/ports/vault.ts';
import { ensureDataKey } from '#core/store/data-keys.ts';
import type { Database } from '#core/store/db.ts';
import { ensureSealingKey } from '#core/store/sealing-keys.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface KeyDependencies {
  readonly db: Database;
  readonly vault: Vault;
}

export interface NewWallet {
  readonly userId: UserId;
  readonly walletId: WalletId;
  readonly genesisHash: GenesisHash;
}

const dataKeyOf = ({ db, vault }: KeyDependencies, userId: UserId): Promise<Uint8Array> =>
  ensureDataKey(db.as(NO_TENANT), userId, () => vault.makeDataKey(userId));

const storedSealingKey = ({ db, vault }: KeyDependencies): Promise<StoredSealingKey> =>
  ensureSealingKey(db.as(NO_TENANT), () => vault.makeSealingKey());

/** What imports are sealed to. It stays the same over restarts and rotations. @throws AppError SIGNER_UNAVAILABLE */
export const sealingKey = (deps: KeyDependencies): Promise<{ keyId: string; publicKey: Uint8Array }> =>
  whileReachable(async () => deps.vault.sealingKey(await storedSealingKey(deps)));

/** @throws AppError SIGNER_UNAVAILABLE */
export const createWallet = (deps: KeyDependencies, owner: NewWallet): Promise<SealedWallet> =>
  whileReachable(async () => deps.vault.createWallet(owner, await dataKeyOf(deps, owner.userId)));

/** @throws AppError SEAL_UNREADABLE, SIGNER_UNAVAILABLE */
export const importWallet = (
  deps: KeyDependencies,
  { sealedKey, ...owner }: NewWallet & { address: Address; sealedKey: Uint8Array },
): Promise<SealedWallet> =>
  whileReachable(async () => {
    const sealed = { box: sealedKey, sealingKey: await storedSealingKey(deps) };
    return deps.vault.importWallet(owner, await dataKeyOf(deps, owner.userId), sealed);
  });

/** A key-encryption key that cannot be reached is an outage to the caller; the reason goes along for the signer's log. */
export async function whileReachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KekUnavailable)) throw error;
    throw Object.assign(appError('SIGNER_UNAVAILABLE', {}), { cause: error });
  }
}
