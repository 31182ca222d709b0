/**
 * The vault: the only code that sees a private key in the clear (W-03).
 *
 * Opened keys are not kept. Opening one costs two AES-GCM decryptions and a key object, well under a tenth of a millisecond,
 * which is nothing beside the transaction around it; a cache would only widen the time a key stays in memory.
 */
import { randomBytes, sign } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { type KeyOwner, type StoredKey, type Vault, VaultError } from '#core/ports/vault.ts';
import { dataKeyId, makeDataKey, withDataKey } from './data-key.ts';
import { addressOf, publicBytes, SEED_BYTES, signingKey } from './ed25519.ts';
import { type EnvelopeContext, openEnvelope, sealEnvelope } from './envelope.ts';
import type { MasterKeys } from './master-keys.ts';
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
  const store = (owner: KeyOwner, dataKey: Uint8Array, seed: Uint8Array): Uint8Array =>
    withDataKey(masterKeys, owner.userId, dataKey, (key) => sealEnvelope(key, dataKeyId(key), contextOf(owner), seed));

  return {
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

    sign: (key, message) => withSeed(masterKeys, key, (seed) => signWith(seed, key.owner.address, message)),
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

const withSeed = <T>(masterKeys: MasterKeys, stored: StoredKey, use: (seed: Uint8Array) => T): T =>
  usingSecret(
    withDataKey(masterKeys, stored.owner.userId, stored.dataKey, (key) =>
      openEnvelope(key, contextOf(stored.owner), stored.blob),
    ),
    use,
  );

/** Signs, once it is sure that the seed is the address's: a signature by another key would be a loss, not an error. */
function signWith(seed: Uint8Array, address: Address, message: Uint8Array): Uint8Array {
  const key = signingKey(seed);
  if (addressOf(key) !== address) throw new VaultError('the stored key is not the key of its wallet');
  return new Uint8Array(sign(null, message, key));
}
