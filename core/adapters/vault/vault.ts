/** The vault: the only code that sees a private key in the clear (W-03). */
import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { type KeyOwner, type StoredKey, type Vault, VaultError } from '#core/ports/vault.ts';
import { dataKeyId, makeDataKey, withDataKey } from './data-key.ts';
import { addressOf, publicBytes, SEED_BYTES, signingKey } from './ed25519.ts';
import { type EnvelopeContext, openEnvelope, sealEnvelope } from './envelope.ts';
import type { MasterKeys } from './master-keys.ts';
import { createOpenKeys } from './open-keys.ts';
import { openSealedBox, sealingPrivateKey, x25519PublicBytes } from './sealed-box.ts';
import { usingSecret } from './wipe.ts';

const SECRET_KEY_BYTES = 64;

const contextOf = (owner: KeyOwner): EnvelopeContext => ({
  purpose: 'wallet-key',
  user: owner.userId,
  wallet: owner.walletId,
  address: owner.address,
  network: owner.genesisHash,
});

export function createVault(masterKeys: MasterKeys): Vault {
  const openKeys = createOpenKeys();
  const store = (owner: KeyOwner, dataKey: Uint8Array, seed: Uint8Array): Uint8Array =>
    withDataKey(masterKeys, owner.userId, dataKey, (key) => sealEnvelope(key, dataKeyId(key), contextOf(owner), seed));

  return {
    canOpen(userId, dataKey) {
      try {
        return withDataKey(masterKeys, userId, dataKey, () => true);
      } catch {
        return false;
      }
    },

    makeDataKey: (userId) => makeDataKey(masterKeys, userId),

    sealingKey: () => ({
      keyId: masterKeys.current.id,
      publicKey: x25519PublicBytes(sealingPrivateKey(masterKeys.current)),
    }),

    createWallet: (owner, dataKey) =>
      usingSecret(randomBytes(SEED_BYTES), (seed) => {
        const address = addressOf(signingKey(seed));
        return { address, blob: store({ ...owner, address }, dataKey, seed) };
      }),

    importWallet: (owner, dataKey, sealedKey) =>
      usingSecret(openImport(masterKeys, owner, sealedKey), (secret) => ({
        address: owner.address,
        blob: store(owner, dataKey, seedOf(secret, owner.address)),
      })),

    sign(stored, message) {
      const key = openKeys.get(stored, () => openKey(masterKeys, stored));
      return new Uint8Array(sign(null, message, key));
    },
  };
}

function openImport(masterKeys: MasterKeys, owner: KeyOwner, sealedKey: Uint8Array): Buffer {
  try {
    return openSealedBox((id) => masterKeys.byId(id), owner, sealedKey);
  } catch {
    // Why it would not open is nobody's business: the sender learns only that it did not.
    throw appError('SEAL_UNREADABLE', { field: 'sealedKey' });
  }
}

/**
 * The seed inside a 32-byte seed or a 64-byte Solana secret key (seed, then public key); a view, not a copy.
 * @throws AppError SEAL_UNREADABLE unless it is the key of `address`.
 */
function seedOf(secret: Uint8Array, address: Address): Uint8Array {
  const seed = secret.subarray(0, SEED_BYTES);
  const whole = secret.length === SEED_BYTES || secret.length === SECRET_KEY_BYTES;
  if (!whole || addressOf(signingKey(seed)) !== address) throw appError('SEAL_UNREADABLE', { field: 'sealedKey' });
  const publicHalf = secret.subarray(SEED_BYTES);
  if (publicHalf.length > 0 && Buffer.compare(publicHalf, publicBytes(signingKey(seed))) !== 0) {
    throw appError('SEAL_UNREADABLE', { field: 'sealedKey' });
  }
  return seed;
}

/** Opens a stored key, and makes sure that it is its address's: a signature by another key would be a loss, not an error. */
function openKey(masterKeys: MasterKeys, { owner, blob, dataKey }: StoredKey): KeyObject {
  const seed = withDataKey(masterKeys, owner.userId, dataKey, (key) => openEnvelope(key, contextOf(owner), blob));
  const key = usingSecret(seed, signingKey);
  if (addressOf(key) !== owner.address) throw new VaultError('the stored key is not the key of its wallet');
  return key;
}
