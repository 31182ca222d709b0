/** Each user's wallet keys are encrypted under a data key (DEK) of their own, itself wrapped by a master key (KEK). */
import { createHash, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import type { UserId } from '#core/domain/ids.ts';
import type { KekContext, KekProvider, WrappedKey } from '#core/ports/kek.ts';
import { usingSecret, usingSecretAsync } from './wipe.ts';

const KEY_BYTES = 32;

export const dataKeyContext = (userId: UserId): KekContext => ({ purpose: 'data-key', subject: userId });

/** Tells whether two data keys are the same, and nothing else about them. 64 hexadecimal digits. */
export const keyDigest = (key: Uint8Array): string =>
  createHash('sha256').update('sluice data key id v1').update(key).digest('hex');

/** A name for a data key: the start of its digest. */
export const dataKeyId = (key: KeyObject): string =>
  usingSecret(key.export(), (bytes) => keyDigest(bytes).slice(0, 16));

/** A new data key, wrapped by the current master key. */
export const makeDataKey = (kek: KekProvider, userId: UserId): Promise<WrappedKey> =>
  usingSecretAsync(randomBytes(KEY_BYTES), (key) => kek.wrap(dataKeyContext(userId), key));

/** The user's data key, its bytes outside of JavaScript's heap. @throws VaultError, KekUnavailable */
export async function openDataKey(kek: KekProvider, userId: UserId, wrapped: Uint8Array): Promise<KeyObject> {
  return usingSecret(await kek.unwrap(dataKeyContext(userId), wrapped), createSecretKey);
}
