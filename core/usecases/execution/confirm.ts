/** First sight of a landing, at `confirmed`: provisional, told to people at once, and final only when it is finalized. */
import { fillFigures } from '#core/domain/ledger/fill.ts';
import { appendEvents, type NewEvent } from '#core/store/events.ts';
import { markConfirmed } from '#core/store/execution-attempts.ts';
import type { MachineDeps } from './deps.ts';
import type { Landed } from './settle.ts';

export async function confirm(deps: MachineDeps, seen: readonly Landed[]): Promise<void> {
  if (seen.length === 0) return;
  const fresh = await deps.db.transaction(async (tx) => {
    const marked = await markConfirmed(
      tx,
      seen.map(({ trade, transaction }) => ({ id: trade.id, slot: transaction.slot })),
    );
    const first = seen.filter(({ trade }) => marked.has(trade.id));
    await appendEvents(tx, first.flatMap(toEvent));
    return first;
  });
  for (const { trade } of fresh) if (trade.campaignId !== null) deps.bus.wake(trade.campaignId);
}

/** A landing with an error is told when it is final. */
function toEvent({ trade, transaction }: Landed): NewEvent[] {
  const { organizationId, campaignId, runId, intentId, sequence, signature } = trade;
  if (campaignId === null || transaction.error !== null) return [];
  const { inputAmount, outputAmount } = fillFigures(transaction, { ...trade, trader: trade.wallet });
  return [
    {
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
    },
  ];
}
