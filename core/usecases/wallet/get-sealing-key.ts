import type { Signer } from '#core/ports/signer.ts';
import type { Actor } from '#core/store/tenant.ts';
import { requireTrader } from '../require-trader.ts';

/** The X25519 public key a wallet's private key is sealed to before it is imported. @throws AppError FORBIDDEN, SIGNER_UNAVAILABLE */
export async function getSealingKey(
  deps: { readonly signer: Pick<Signer, 'sealingKey'> },
  actor: Actor,
): Promise<{ keyId: string; publicKey: Uint8Array }> {
  requireTrader(actor);
  return deps.signer.sealingKey();
}
