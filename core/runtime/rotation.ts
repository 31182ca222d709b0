/** Composition root of a rotation. It runs where the master keys are, by the signer's database role, and ends when it is done. */
import { createSignerClient } from '#core/adapters/signer-client/client.ts';
import { createRewrapper } from '#core/adapters/vault/rewrap.ts';
import { isAppError } from '#core/domain/errors.ts';
import { openDatabase } from '#core/store/db.ts';
import { createRotationStore } from '#core/store/rotation-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { RotationDependencies } from '#core/usecases/custody/rotate-keys.ts';
import { type RotationConfig, rotationConfig } from './config.ts';
import { openKek } from './kek.ts';

export interface Rotation extends Omit<RotationDependencies, 'onProgress'> {
  /** Whether the signer that runs now opens what the current master key wraps; null when none runs. */
  signerHoldsCurrent(): Promise<boolean | null>;
  close(): Promise<void>;
}

export function openRotation(config: RotationConfig): Rotation {
  const rewrapper = createRewrapper(openKek(config));
  const db = openDatabase({ url: config.DATABASE_SIGNER_URL, max: 4, applicationName: 'sluice-rotation' });
  return {
    rewrapper,
    store: createRotationStore(db.as(NO_TENANT)),
    async signerHoldsCurrent() {
      const signer = createSignerClient({ socketPath: config.SIGNER_SOCKET });
      try {
        return await signer.holdsKek(await rewrapper.currentId());
      } catch (error) {
        if (isAppError(error) && error.code === 'SIGNER_UNAVAILABLE') return null;
        throw error;
      } finally {
        signer.close();
      }
    },
    close: () => db.close(),
  };
}

/** The rotation's part of the environment. @throws ConfigError */
export const readRotationConfig = (): RotationConfig => rotationConfig();
