/**
 * Where private keys are opened, and nowhere else (W-01, W-03). Everything here is pure computation: ciphertext comes in from
 * Postgres and goes back there; a key is in the clear only inside one call, and only in buffers that are wiped after it.
 */
import type { Address, GenesisHash, UserId, WalletId } from '#core/domain/ids.ts';

/** Whose key it is. All four are bound into the ciphertext: a blob moved to another row opens for nobody. */
export interface KeyOwner {
  readonly userId: UserId;
  readonly walletId: WalletId;
  readonly address: Address;
  readonly genesisHash: GenesisHash;
}

/** A key-encryption key (KEK) of the ring. */
export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

/** A user's data key, wrapped by the master key named `kekId`. */
export interface WrappedDataKey {
  readonly blob: Uint8Array;
  readonly kekId: string;
}

/** A wallet's key as stored. */
export interface StoredKey {
  readonly owner: KeyOwner;
  readonly blob: Uint8Array;
  /** The owner's wrapped data key. */
  readonly dataKey: Uint8Array;
}

export interface Vault {
  /** Whether a master key of the ring opens the user's wrapped data key. */
  canOpen(userId: UserId, dataKey: Uint8Array): boolean;
  /** A new data key for the user, wrapped by the current master key. */
  makeDataKey(userId: UserId): WrappedDataKey;
  /** The X25519 key that imports are sealed to; the same after a restart. */
  sealingKey(): { keyId: string; publicKey: Uint8Array };
  createWallet(owner: Omit<KeyOwner, 'address'>, dataKey: Uint8Array): { address: Address; blob: Uint8Array };
  /** @throws AppError SEAL_UNREADABLE unless it was sealed for this user to our key and holds the key of `owner.address`. */
  importWallet(owner: KeyOwner, dataKey: Uint8Array, sealedKey: Uint8Array): { address: Address; blob: Uint8Array };
  /** The 64-byte ed25519 signature (RFC 8032). @throws VaultError when the blob is not this owner's or was changed. */
  sign(key: StoredKey, message: Uint8Array): Uint8Array;
}

/** A stored key that cannot be opened. The reason names no key material. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
}
