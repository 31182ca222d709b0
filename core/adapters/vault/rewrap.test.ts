import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { KekContext, KekProvider, MasterKey } from '#core/ports/kek.ts';
import { VaultError } from '#core/ports/vault.ts';
import { environmentKek } from './kek/environment.ts';
import { createRewrapper } from './rewrap.ts';

const CONTEXT: KekContext = { purpose: 'data-key', subject: 'user-1' };
const masterKey = (id: string): MasterKey => ({ id, key: randomBytes(32) });

describe('W-02 a key wrapped anew', () => {
  const [k1, k2] = [masterKey('k1'), masterKey('k2')];
  const provider = environmentKek([k2, k1]);
  const currentAlone = environmentKek([k2]);

  it('is the same key, by the new master key alone', async () => {
    const key = randomBytes(32);
    const { blob } = await environmentKek([k1]).wrap(CONTEXT, key);
    const rewrapper = createRewrapper({ provider, currentAlone });
    const anew = await rewrapper.rewrap(CONTEXT, blob);
    expect(anew.kekId).toBe('k2');
    expect(await currentAlone.unwrap(CONTEXT, anew.blob)).toEqual(key);
    expect(await rewrapper.digestByCurrent(CONTEXT, anew.blob)).toBe(anew.digest);
    expect(anew.digest).not.toContain(key.toString('hex').slice(0, 16));
    await expect(rewrapper.digestByCurrent(CONTEXT, blob)).rejects.toThrow(VaultError);
  });

  it('is not answered when the new master key gives back another', async () => {
    const { blob } = await environmentKek([k1]).wrap(CONTEXT, randomBytes(32));
    const forgetful: KekProvider = { ...currentAlone, unwrap: async () => randomBytes(32) };
    const rewrapper = createRewrapper({ provider, currentAlone: forgetful });
    await expect(rewrapper.rewrap(CONTEXT, blob)).rejects.toThrow('does not give back what it wrapped');
  });
});
