/** Step 6: what landed is recorded, with everything that follows from it, in one transaction. */
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import { byOrder } from '#core/domain/execution/order.ts';
import { type EntryFigures, tradeEntries, withdrawalEntries } from '#core/domain/ledger/entries.ts';
import { fillFigures, slippageBps } from '#core/domain/ledger/fill.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { AttemptOrder, AttemptTrade, Booking, Landing } from '#core/ports/tracking-store.ts';
import type { MachineDeps } from './deps.ts';

/** What was asked for, and the transaction for it as finalized and agreed. */
export interface Landed {
  readonly order: AttemptOrder;
  readonly transaction: LandedTransaction;
}

/** Records landings, all of them or, when one cannot be recorded, none. */
export async function settle(
  deps: Pick<MachineDeps, 'tracking' | 'bus' | 'log' | 'newId'>,
  batch: readonly Landed[],
): Promise<void> {
  const landings = batch.map((landed) => toLanding(landed, deps.newId));
  const fresh = await deps.tracking.recordLanded(landings);
  for (const { order, slot, error } of landings) {
    if (!fresh.has(order.id)) continue;
    const { intentId, runId, kind, signature } = order;
    deps.log.info({ intentId, runId, kind, signature, slot, error }, 'attempt settled');
    if (order.campaignId !== null) deps.bus.wake(order.campaignId);
  }
}

function toLanding(landed: Landed, newId: MachineDeps['newId']): Landing {
  const { order, transaction } = landed;
  const { slot, blockTime, error } = transaction;
  const { fill, event } = byOrder(order, {
    trade: (trade) => outcomeOf(trade, transaction, newId),
    transfer: () => ({ fill: null, event: null }),
  });
  return { order, slot, blockTime, error, fill, bookings: toBookings(landed), event };
}

/** What a trade bought, and the news of it. A withdrawal has neither: its intent and its ledger entries tell of it. */
function outcomeOf(
  trade: AttemptTrade,
  transaction: LandedTransaction,
  newId: MachineDeps['newId'],
): Pick<Landing, 'fill' | 'event'> {
  const fill = transaction.error === null ? { id: newId<string>(), ...fillOf(trade, transaction) } : null;
  return { fill, event: eventOf(trade, transaction, fill) };
}

function fillOf(trade: AttemptTrade, transaction: LandedTransaction) {
  const figures = fillFigures(transaction, { ...trade, trader: trade.wallet });
  return { ...figures, slippageBps: slippageBps(trade.quotedOut, figures.outputAmount) };
}

/** The wallet's entries, and the fee payer's where that is another. */
function toBookings(landed: Landed): Booking[] {
  const { order, transaction } = landed;
  const parties = new Map([
    [order.walletId, order.wallet],
    [order.feePayerWalletId, order.feePayer],
  ]);
  return [...parties].map(([walletId, wallet]) => ({
    organizationId: order.organizationId,
    walletId,
    signature: order.signature,
    slot: transaction.slot,
    attemptId: order.id,
    entries: entriesOf(landed, wallet),
  }));
}

const entriesOf = ({ order, transaction }: Landed, wallet: AttemptOrder['wallet']): EntryFigures[] =>
  byOrder(order, {
    trade: (trade) => tradeEntries(transaction, { trader: trade.wallet, wallet, tip: trade.tip }),
    transfer: ({ destination }) => withdrawalEntries(transaction, { wallet, destination }),
  });

function eventOf(trade: AttemptTrade, transaction: LandedTransaction, fill: Landing['fill']): NewEvent | null {
  const { organizationId, campaignId, runId } = trade;
  return campaignId === null ? null : { organizationId, campaignId, runId, data: eventData(trade, transaction, fill) };
}

function eventData(
  { intentId, sequence, signature, tip }: AttemptTrade,
  { slot, error }: LandedTransaction,
  fill: Landing['fill'],
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
