/** The X25519 key pair that imports are sealed to. Its private half is stored wrapped by the master key, as data keys are. */
import { createHash, type KeyObject, randomBytes } from 'node:crypto';
import type { KekContext, KekProvider, WrappedKey } from '#core/ports/kek.ts';
import { type StoredSealingKey, VaultError } from '#core/ports/vault.ts';
import { usingSecret, usingSecretAsync } from './wipe.ts';
import { X25519_BYTES, x25519PrivateKey, x25519PublicBytes } from './x25519.ts';

export const sealingKeyContext = (id: string): KekContext => ({ purpose: 'sealing-key', subject: id });

/** The start of the public half's hash: whoever knows the id knows the key. */
const idOf = (publicKey: Uint8Array): string => createHash('sha256').update(publicKey).digest('hex').slice(0, 32);

export const makeSealingKey = (kek: KekProvider): Promise<StoredSealingKey & WrappedKey> =>
  usingSecretAsync(randomBytes(X25519_BYTES), async (raw) => {
    const id = idOf(x25519PublicBytes(x25519PrivateKey(raw)));
    return { id, ...(await kek.wrap(sealingKeyContext(id), raw)) };
  });

/** @throws VaultError when it is not the key of its id, KekUnavailable */
export async function openSealingKey(kek: KekProvider, { id, blob }: StoredSealingKey): Promise<KeyObject> {
  const key = usingSecret(await kek.unwrap(sealingKeyContext(id), blob), x25519PrivateKey);
  if (idOf(x25519PublicBytes(key)) !== id) throw new VaultError('the stored sealing key is not the key of its id');
  return key;
}
