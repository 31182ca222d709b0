/** The vault: the only code that sees a private key in the clear (W-03). */
import { type KeyObject, randomBytes, sign } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { Address, UserId } from '#core/domain/ids.ts';
import { type KekProvider, KekUnavailable } from '#core/ports/kek.ts';
import { type KeyOwner, type SealedImport, type StoredKey, type Vault, VaultError } from '#core/ports/vault.ts';
import { dataKeyId, makeDataKey, openDataKey } from './data-key.ts';
import { addressOf, publicBytes, SEED_BYTES, secretKeyOf, signingKey } from './ed25519.ts';
import { type EnvelopeContext, openEnvelope, sealEnvelope } from './envelope.ts';
import { lengthPrefixed } from './length-prefixed.ts';
import { keepOpened } from './opened.ts';
import { openSealedBox } from './sealed-box.ts';
import { sealExport } from './sealed-export.ts';
import { makeSealingKey, openSealingKey } from './sealing-key.ts';
import { usingSecret } from './wipe.ts';
import { x25519PublicBytes } from './x25519.ts';

const SECRET_KEY_BYTES = 64;

const contextOf = (owner: KeyOwner): EnvelopeContext => ({
  purpose: 'wallet-key',
  user: owner.userId,
  wallet: owner.walletId,
  address: owner.address,
  network: owner.genesisHash,
});

/** Everything that would keep a key from opening if it were another. */
const identityOf = (...fields: readonly (string | Uint8Array)[]): string => lengthPrefixed(fields).toString('base64');

export function createVault(kek: KekProvider): Vault {
  const [dataKeys, walletKeys] = [keepOpened<KeyObject>(), keepOpened<KeyObject>()];
  const dataKeyOf = (userId: UserId, wrapped: Uint8Array): Promise<KeyObject> =>
    dataKeys.get(identityOf(userId, wrapped), () => openDataKey(kek, userId, wrapped));
  const walletKeyOf = ({ owner, blob, dataKey }: StoredKey): Promise<KeyObject> => {
    const { userId, walletId, address, genesisHash } = owner;
    return walletKeys.get(identityOf(userId, walletId, address, genesisHash, dataKey, blob), async () =>
      openWalletKey(owner, await dataKeyOf(userId, dataKey), blob),
    );
  };
  const store = (owner: KeyOwner, dataKey: KeyObject, seed: Uint8Array) => ({
    address: owner.address,
    blob: sealEnvelope(dataKey, dataKeyId(dataKey), contextOf(owner), seed),
  });

  return {
    canOpen: (userId, dataKey) => isOpenable(openDataKey(kek, userId, dataKey)),
    makeDataKey: (userId) => makeDataKey(kek, userId),
    makeSealingKey: () => makeSealingKey(kek),

    sealingKey: async (stored) => ({
      keyId: stored.id,
      publicKey: x25519PublicBytes(await openSealingKey(kek, stored)),
    }),

    async createWallet(owner, dataKey) {
      const key = await dataKeyOf(owner.userId, dataKey);
      return usingSecret(randomBytes(SEED_BYTES), (seed) =>
        store({ ...owner, address: addressOf(signingKey(seed)) }, key, seed),
      );
    },

    async importWallet(owner, dataKey, sealed) {
      const key = await dataKeyOf(owner.userId, dataKey);
      return usingSecret(await openImport(kek, owner, sealed), (secret) =>
        store(owner, key, seedOf(secret, owner.address)),
      );
    },

    async open(stored) {
      const key = await walletKeyOf(stored);
      return { sign: (message) => new Uint8Array(sign(null, message, key)) };
    },

    exportWallet: async (stored, to) =>
      usingSecret(secretKeyOf(await walletKeyOf(stored)), (secret) =>
        sealExport({ ...to, address: stored.owner.address }, secret),
      ),
  };
}

async function isOpenable(opening: Promise<unknown>): Promise<boolean> {
  try {
    await opening;
    return true;
  } catch (error) {
    if (error instanceof VaultError) return false;
    throw error;
  }
}

async function openImport(kek: KekProvider, owner: KeyOwner, { sealingKey, box }: SealedImport): Promise<Buffer> {
  try {
    const privateKey = await openSealingKey(kek, sealingKey);
    return openSealedBox({ id: sealingKey.id, privateKey }, owner, box);
  } catch (error) {
    if (error instanceof KekUnavailable) throw error;
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
function openWalletKey(owner: KeyOwner, dataKey: KeyObject, blob: Uint8Array): KeyObject {
  const key = usingSecret(openEnvelope(dataKey, contextOf(owner), blob), signingKey);
  if (addressOf(key) !== owner.address) throw new VaultError('the stored key is not the key of its wallet');
  return key;
}
