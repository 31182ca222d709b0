/** First sight of a landing, at `confirmed`: provisional, told to people at once, and final only when it is finalized. */
import { byOrder } from '#core/domain/execution/order.ts';
import { fillFigures } from '#core/domain/ledger/fill.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { AttemptTrade, Sighting } from '#core/ports/tracking-store.ts';
import type { MachineDeps } from './deps.ts';
import type { Landed } from './settle.ts';

export async function confirm(deps: Pick<MachineDeps, 'tracking' | 'bus'>, seen: readonly Landed[]): Promise<void> {
  if (seen.length === 0) return;
  const fresh = await deps.tracking.recordConfirmed(seen.map(toSighting));
  for (const { order } of seen) {
    if (order.campaignId !== null && fresh.has(order.id)) deps.bus.wake(order.campaignId);
  }
}

const toSighting = (landed: Landed): Sighting => ({
  attemptId: landed.order.id,
  slot: landed.transaction.slot,
  event: byOrder(landed.order, { trade: (trade) => eventOf(trade, landed.transaction), transfer: () => null }),
});

/** A landing with an error is told when it is final. */
function eventOf(trade: AttemptTrade, transaction: LandedTransaction): NewEvent | null {
  const { organizationId, campaignId, runId, intentId, sequence, signature } = trade;
  if (campaignId === null || transaction.error !== null) return null;
  const { inputAmount, outputAmount } = fillFigures(transaction, { ...trade, trader: trade.wallet });
  return {
    organizationId,
    campaignId,
    runId,
    data: {
      kind: 'TRADE_LANDED',
      intentId,
      sequence,
      signature,
      slot: transaction.slot.toString(),
      inputAmount: inputAmount.toString(),
      outputAmount: outputAmount.toString(),
    },
  };
}
