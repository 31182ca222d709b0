/** New wallets: made here, or brought along sealed. What comes out is an address and ciphertext; the server stores both. */
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import type { SealedWallet } from '#core/ports/signer.ts';
import type { Vault } from '#core/ports/vault.ts';
import { ensureDataKey } from '#core/store/data-keys.ts';
import type { Database } from '#core/store/db.ts';

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
  ensureDataKey(db, userId, () => vault.makeDataKey(userId));

export async function createWallet(deps: KeyDependencies, owner: NewWallet): Promise<SealedWallet> {
  return deps.vault.createWallet(owner, await dataKeyOf(deps, owner.userId));
}

/** @throws AppError SEAL_UNREADABLE */
export async function importWallet(
  deps: KeyDependencies,
  owner: NewWallet & { address: Address; sealedKey: Uint8Array },
): Promise<SealedWallet> {
  const { sealedKey, ...keyOwner } = owner;
  return deps.vault.importWallet(keyOwner, await dataKeyOf(deps, owner.userId), sealedKey);
}
