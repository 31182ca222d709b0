/** The row of a signed transaction: what it was built on, how long it may land, and what it may take. */
import { byOrder } from '#core/domain/execution/order.ts';
import type { AttemptId, Signature } from '#core/domain/ids.ts';
import type { NewAttempt } from '#core/ports/signing-store.ts';
import type { PreparedSignature } from './prepare.ts';

/** What each wallet, and the run, may lose until the attempt has landed or is dead. */
function reservationsOf({ intent, inspection }: PreparedSignature): NewAttempt['reservations'] {
  const wallets = inspection.demands
    .filter((demand) => demand.taken > 0n)
    .map(({ walletId, asset, taken }) => ({ scope: 'WALLET' as const, scopeId: walletId, asset, amount: taken }));
  return byOrder(intent, {
    trade: ({ runId, inputMint: asset, amountIn: amount }): NewAttempt['reservations'] =>
      runId === null ? wallets : [...wallets, { scope: 'RUN', scopeId: runId, asset, amount }],
    transfer: () => wallets,
  });
}

/** The quote is the signer's own; the least output is the one in the message. */
export function newAttempt(
  prepared: PreparedSignature,
  id: AttemptId,
  signed: { raw: Uint8Array; signature: Signature },
): NewAttempt {
  const { intent, inspection, slot, bounds } = prepared;
  const { head, order, figures } = inspection;
  return {
    id,
    intentId: intent.id,
    fence: intent.fence,
    organizationId: intent.organizationId,
    ...signed,
    blockhash: head?.blockhash ?? '',
    tip: intent.tip,
    bounds,
    quote: { ...figures, slot, minOut: order.minOut },
    reservations: reservationsOf(prepared),
  };
}
