/** Wrapping keys anew under the current master key, with the proof that it is the same key that comes out again (W-02). */
import { type KekContext, type KekProvider, KekUnavailable, type Rewrapper } from '#core/ports/kek.ts';
import { keyDigest } from './data-key.ts';
import { usingSecret, usingSecretAsync } from './wipe.ts';

export function createRewrapper(kek: {
  readonly provider: KekProvider;
  readonly currentAlone: KekProvider;
}): Rewrapper {
  const digestByCurrent = async (context: KekContext, blob: Uint8Array): Promise<string> =>
    usingSecret(await kek.currentAlone.unwrap(context, blob), keyDigest);
  return {
    currentId: () => kek.provider.currentId(),
    digestByCurrent,
    async rewrap(context, blob) {
      const { wrapped, digest } = await usingSecretAsync(await kek.provider.unwrap(context, blob), async (key) => ({
        wrapped: await kek.provider.wrap(context, key),
        digest: keyDigest(key),
      }));
      if ((await digestByCurrent(context, wrapped.blob)) !== digest) {
        throw new KekUnavailable('the current master key does not give back what it wrapped');
      }
      return { ...wrapped, digest };
    },
  };
}
