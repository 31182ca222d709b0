/** A ring of master keys, as MASTER_KEYS gives them. The first wraps what is new; the others still open what they wrapped (W-02). */
import type { KekContext, KekProvider, MasterKey } from '#core/ports/kek.ts';
import { VaultError } from '#core/ports/vault.ts';
import { type EnvelopeContext, envelopeKeyId, openEnvelope, sealEnvelope } from '../envelope.ts';

const envelopeContext = ({ purpose, subject }: KekContext): EnvelopeContext => ({
  purpose,
  user: subject,
  wallet: '',
  address: '',
  network: '',
});

/** @throws VaultError for an empty ring. */
export function environmentKek(ring: readonly MasterKey[]): KekProvider {
  const [current] = ring;
  if (current === undefined) throw new VaultError('the master key ring is empty');
  const keyOf = (blob: Uint8Array): Uint8Array => {
    const id = envelopeKeyId(blob);
    const found = ring.find((entry) => entry.id === id);
    if (found === undefined) throw new VaultError(`the master key ${JSON.stringify(id)} is not in the ring`);
    return found.key;
  };
  return {
    currentId: async () => current.id,
    holds: (kekId) => ring.some(({ id }) => id === kekId),
    wrap: async (context, key) => ({
      blob: sealEnvelope(current.key, current.id, envelopeContext(context), key),
      kekId: current.id,
    }),
    unwrap: async (context, blob) => openEnvelope(keyOf(blob), envelopeContext(context), blob),
  };
}
