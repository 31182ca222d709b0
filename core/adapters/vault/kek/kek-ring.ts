/** Several providers as one: the first wraps what is new, each opens what it once wrapped. So keys move from one to the other. */
import type { KekProvider } from '#core/ports/kek.ts';
import { VaultError } from '#core/ports/vault.ts';
import { readBlobHeader } from '../blob-header.ts';

export function kekRing(current: KekProvider, others: readonly KekProvider[]): KekProvider {
  const providers = [current, ...others];
  return {
    currentId: () => current.currentId(),
    holds: (kekId) => providers.some((one) => one.holds(kekId)),
    wrap: (context, key) => current.wrap(context, key),
    async unwrap(context, blob) {
      const { keyId } = readBlobHeader(blob);
      const provider = providers.find((one) => one.holds(keyId));
      if (provider === undefined) throw new VaultError(`the master key ${JSON.stringify(keyId)} is not in the ring`);
      return provider.unwrap(context, blob);
    },
  };
}
