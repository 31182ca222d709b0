/** The row of a signed transaction: what it was built on, how long it may land, and what it may take. */
import type { AttemptId, Signature } from '#core/domain/ids.ts';
import type { NewAttempt } from '#core/ports/signing-store.ts';
import type { PreparedSignature } from './prepare.ts';

/** What each wallet, and the run, may lose until the attempt has landed or is dead. */
function reservationsOf({ intent, order }: PreparedSignature): NewAttempt['reservations'] {
  const wallets = order.demands
    .filter((demand) => demand.taken > 0n)
    .map(({ walletId, asset, taken }) => ({ scope: 'WALLET' as const, scopeId: walletId, asset, amount: taken }));
  if (intent.runId === null) return wallets;
  return [...wallets, { scope: 'RUN', scopeId: intent.runId, asset: intent.inputMint, amount: intent.amountIn }];
}

/** The quote is the signer's own; the least output is the one in the message. */
export function newAttempt(
  prepared: PreparedSignature,
  id: AttemptId,
  signed: { raw: Uint8Array; signature: Signature },
): NewAttempt {
  const { intent, order, quote, reading, bounds } = prepared;
  const { amountOut, fee, reserveIn, reserveOut } = quote.swap;
  return {
    id,
    intentId: intent.id,
    fence: intent.fence,
    organizationId: intent.organizationId,
    ...signed,
    blockhash: order.head?.blockhash ?? '',
    tip: intent.tip,
    bounds,
    quote: { slot: reading.slot, out: amountOut, minOut: order.order.minOut, fee, reserveIn, reserveOut },
    reservations: reservationsOf(prepared),
  };
}
