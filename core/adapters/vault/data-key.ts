/** Each user's wallet keys are encrypted under a data key (DEK) of their own, itself wrapped by a master key (KEK). */
import { createHash, randomBytes } from 'node:crypto';
import type { UserId } from '#core/domain/ids.ts';
import type { WrappedDataKey } from '#core/ports/vault.ts';
import { type EnvelopeContext, envelopeKeyId, openEnvelope, sealEnvelope } from './envelope.ts';
import type { MasterKeys } from './master-keys.ts';
import { usingSecret } from './wipe.ts';

const KEY_BYTES = 32;

const contextOf = (userId: UserId): EnvelopeContext => ({
  purpose: 'data-key',
  user: userId,
  wallet: '',
  address: '',
  network: '',
});

/** A name for a data key that tells nothing about it: the start of a hash with a label of its own. */
export const dataKeyId = (key: Uint8Array): string =>
  createHash('sha256').update('sluice data key id v1').update(key).digest('hex').slice(0, 16);

/** A new data key, wrapped by the current master key. */
export const makeDataKey = (masterKeys: MasterKeys, userId: UserId): WrappedDataKey =>
  usingSecret(randomBytes(KEY_BYTES), (key) => {
    const { id, key: kek } = masterKeys.current;
    return { blob: sealEnvelope(kek, id, contextOf(userId), key), kekId: id };
  });

/** Runs `use` with the user's data key in the clear, and wipes it. @throws VaultError when it cannot be unwrapped. */
export const withDataKey = <T>(
  masterKeys: MasterKeys,
  userId: UserId,
  wrapped: Uint8Array,
  use: (key: Uint8Array) => T,
): T => usingSecret(openEnvelope(masterKeys.byId(envelopeKeyId(wrapped)).key, contextOf(userId), wrapped), use);
