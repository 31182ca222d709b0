/**
 * Where private keys are opened, and nowhere else (W-01, W-03). Ciphertext comes in from Postgres and goes back there; a key is in
 * the clear only inside one call, in buffers that are wiped after it, or as an opened key that cannot be read back. Whatever has
 * to ask the key-encryption key may take its time: it is done before a transaction is begun.
 */
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';
import type { WrappedKey } from './kek.ts';

/** Whose key it is. All four are bound into the ciphertext: a blob moved to another row opens for nobody. */
export interface KeyOwner {
  readonly userId: UserId;
  readonly walletId: WalletId;
  readonly address: Address;
  readonly genesisHash: GenesisHash;
}

/** A wallet's key as stored. */
export interface StoredKey {
  readonly owner: KeyOwner;
  readonly blob: Uint8Array;
  /** The owner's wrapped data key. */
  readonly dataKey: Uint8Array;
}

/** The X25519 key that imports are sealed to, its private half wrapped. */
export interface StoredSealingKey {
  readonly id: string;
  readonly blob: Uint8Array;
}

/** A wallet's key, opened: it signs, and cannot be read. */
export interface SigningKey {
  /** The 64-byte ed25519 signature (RFC 8032). */
  sign(message: Uint8Array): Uint8Array;
}

interface NewWalletKey {
  readonly address: Address;
  readonly blob: Uint8Array;
}

/** All of it throws KekUnavailable when the key-encryption key cannot be used just now. */
export interface Vault {
  /** Whether the user's wrapped data key can be opened. */
  canOpen(userId: UserId, dataKey: Uint8Array): Promise<boolean>;
  /** A new data key for the user. */
  makeDataKey(userId: UserId): Promise<WrappedKey>;
  makeSealingKey(): Promise<StoredSealingKey & WrappedKey>;
  /** What clients seal to: 32 bytes of X25519. @throws VaultError */
  sealingKey(stored: StoredSealingKey): Promise<{ keyId: string; publicKey: Uint8Array }>;
  createWallet(owner: Omit<KeyOwner, 'address'>, dataKey: Uint8Array): Promise<NewWalletKey>;
  /** @throws AppError SEAL_UNREADABLE unless it was sealed for this user to that key and holds the key of `owner.address`. */
  importWallet(owner: KeyOwner, dataKey: Uint8Array, sealed: SealedImport): Promise<NewWalletKey>;
  /** @throws VaultError when the blob is not this owner's or was changed. */
  open(key: StoredKey): Promise<SigningKey>;
  /** The wallet's 64-byte secret key, sealed for that person to that key (docs/sealed-export.md). @throws VaultError */
  exportWallet(key: StoredKey, to: { readonly userId: UserId; readonly publicKey: Uint8Array }): Promise<Uint8Array>;
}

export interface SealedImport {
  readonly box: Uint8Array;
  readonly sealingKey: StoredSealingKey;
}

/** A stored key that cannot be opened. The reason names no key material. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}
