/** Step 6: what landed is recorded, with everything that follows from it, in one transaction. */
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import { tradeEntries } from '#core/domain/ledger/entries.ts';
import { fillFigures, slippageBps } from '#core/domain/ledger/fill.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import { appendEvents, type NewEvent } from '#core/store/events.ts';
import type { AttemptTrade } from '#core/store/execution-attempts.ts';
import { closeLanded, endLandedIntents, insertFills, type Landing, settleRuns } from '#core/store/execution-settle.ts';
import { type Booking, insertEntries } from '#core/store/ledger.ts';
import { newId } from '#core/store/new-id.ts';
import type { MachineDeps } from './deps.ts';
import { type Failure, isolate } from './isolate.ts';

/** Landings recorded in one transaction. */
const BATCH = 100;

/** A trade, and its transaction as finalized and agreed. */
export interface Landed {
  readonly trade: AttemptTrade;
  readonly transaction: LandedTransaction;
}

/** Records landings; one that cannot be recorded does not hold up the others. Answers those that could not. */
export async function settle(deps: MachineDeps, landed: readonly Landed[]): Promise<readonly Failure<Landed>[]> {
  const failures: Failure<Landed>[] = [];
  for (let from = 0; from < landed.length; from += BATCH) {
    failures.push(...(await isolate(landed.slice(from, from + BATCH), (batch) => settleBatch(deps, batch))));
  }
  return failures;
}

async function settleBatch(deps: MachineDeps, batch: readonly Landed[]): Promise<void> {
  const records = batch.map((landed) => ({ landing: toLanding(landed), bookings: toBookings(landed) }));
  const settled = await deps.db.transaction(async (tx) => {
    const closed = await closeLanded(
      tx,
      records.map(({ landing }) => landing),
    );
    const fresh = records.filter(({ landing }) => closed.has(landing.trade.id));
    const landings = fresh.map(({ landing }) => landing);
    await endLandedIntents(tx, landings);
    await insertFills(tx, landings);
    await insertEntries(
      tx,
      fresh.flatMap(({ bookings }) => bookings),
    );
    await settleRuns(tx, landings);
    await appendEvents(tx, landings.flatMap(toEvent));
    return landings;
  });
  for (const { trade, slot, error } of settled) {
    deps.log.info(
      { intentId: trade.intentId, runId: trade.runId, signature: trade.signature, slot, error },
      'trade settled',
    );
    if (trade.campaignId !== null) deps.bus.wake(trade.campaignId);
  }
}

function toLanding({ trade, transaction }: Landed): Landing {
  const { slot, blockTime, error } = transaction;
  if (error !== null) return { trade, slot, blockTime, error, fill: null };
  const figures = fillFigures(transaction, { ...trade, trader: trade.wallet });
  const fill = { ...figures, id: newId(), slippageBps: slippageBps(trade.quotedOut, figures.outputAmount) };
  return { trade, slot, blockTime, error: null, fill };
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
    entries: tradeEntries(transaction, { trader: trade.wallet, wallet }),
  }));
}

function toEvent(landing: Landing): NewEvent[] {
  const { organizationId, campaignId, runId } = landing.trade;
  return campaignId === null ? [] : [{ organizationId, campaignId, runId, data: eventData(landing) }];
}

function eventData({ trade, slot, error, fill }: Landing): CampaignEventData {
  const { intentId, sequence, signature } = trade;
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
  };
}
