/** Step 6: what landed is recorded, with everything that follows from it, in one transaction. */
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import { tradeEntries } from '#core/domain/ledger/entries.ts';
import { fillFigures, slippageBps } from '#core/domain/ledger/fill.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { AttemptTrade, Booking, Landing } from '#core/ports/tracking-store.ts';
import type { MachineDeps } from './deps.ts';

/** A trade, and its transaction as finalized and agreed. */
export interface Landed {
  readonly trade: AttemptTrade;
  readonly transaction: LandedTransaction;
}

/** Records landings, all of them or, when one cannot be recorded, none. */
export async function settle(
  deps: Pick<MachineDeps, 'tracking' | 'bus' | 'log' | 'newId'>,
  batch: readonly Landed[],
): Promise<void> {
  const landings = batch.map((landed) => toLanding(landed, deps.newId));
  const fresh = await deps.tracking.recordLanded(landings);
  for (const { trade, slot, error } of landings) {
    if (!fresh.has(trade.id)) continue;
    const { intentId, runId, signature } = trade;
    deps.log.info({ intentId, runId, signature, slot, error }, 'trade settled');
    if (trade.campaignId !== null) deps.bus.wake(trade.campaignId);
  }
}

function toLanding(landed: Landed, newId: MachineDeps['newId']): Landing {
  const { trade, transaction } = landed;
  const { slot, blockTime, error } = transaction;
  const fill = error === null ? { id: newId(), ...fillOf(landed) } : null;
  const event = eventOf(landed, fill);
  return { trade, slot, blockTime, error, fill, bookings: toBookings(landed), event };
}

function fillOf({ trade, transaction }: Landed) {
  const figures = fillFigures(transaction, { ...trade, trader: trade.wallet });
  return { ...figures, slippageBps: slippageBps(trade.quotedOut, figures.outputAmount) };
}

/** The trading wallet's entries, and the fee payer's where that is another. */
function toBookings({ trade, transaction }: Landed): Booking[] {
  const parties = new Map([
    [trade.walletId, trade.wallet],
    [trade.feePayerWalletId, trade.feePayer],
  ]);
  return [...parties].map(([walletId, wallet]) => ({
    organizationId: trade.organizationId,
    walletId,
    signature: trade.signature,
    slot: transaction.slot,
    attemptId: trade.id,
    entries: tradeEntries(transaction, { trader: trade.wallet, wallet, tip: trade.tip }),
  }));
}

function eventOf({ trade, transaction }: Landed, fill: ReturnType<typeof fillOf> | null): NewEvent | null {
  const { organizationId, campaignId, runId } = trade;
  return campaignId === null ? null : { organizationId, campaignId, runId, data: eventData(trade, transaction, fill) };
}

function eventData(
  { intentId, sequence, signature, tip }: AttemptTrade,
  { slot, error }: LandedTransaction,
  fill: ReturnType<typeof fillOf> | null,
): CampaignEventData {
  if (fill === null) return { kind: 'TRADE_FAILED', intentId, sequence, signature, error: JSON.stringify(error) };
  return {
    kind: 'TRADE_FILLED',
    intentId,
    sequence,
    signature,
    slot: slot.toString(),
    inputAmount: fill.inputAmount.toString(),
    outputAmount: fill.outputAmount.toString(),
    baseFee: fill.baseFee.toString(),
    priorityFee: fill.priorityFee.toString(),
    tip: tip.toString(),
  };
}
