/**
 * The end of an attempt, in batches: one transaction closes it with everything that follows from it. Each statement takes the
 * whole batch as one JSON parameter; only attempts that were still live go on to the next.
 */
import type { AttemptId, UserId } from '#core/domain/ids.ts';
import type { Buried, Death, Landing } from '#core/ports/tracking-store.ts';
import type { Transaction } from './db.ts';

/** Closes attempts as landed. Answers which were live until now. */
export async function closeLanded(tx: Transaction, landings: readonly Landing[]): Promise<ReadonlySet<AttemptId>> {
  const rows = await tx.query<{ id: AttemptId }>({
    name: 'close-landed',
    text: `UPDATE attempts a
           SET state = CASE WHEN l.error IS NULL THEN 'LANDED_OK'::"AttemptState" ELSE 'LANDED_ERROR' END,
               landed_slot = l.slot, landed_error = l.error, closed_at = clock_timestamp(),
               confirmed_slot = COALESCE(a.confirmed_slot, l.slot),
               confirmed_at = COALESCE(a.confirmed_at, clock_timestamp())
           FROM jsonb_to_recordset($1) AS l (id uuid, slot bigint, error jsonb)
           WHERE a.id = l.id AND a.state = 'LIVE' RETURNING a.id`,
    values: [
      JSON.stringify(landings.map(({ order, slot, error }) => ({ id: order.id, slot: slot.toString(), error }))),
    ],
  });
  return new Set(rows.map((row) => row.id));
}

/** Makes the intents of landed attempts terminal and settles what was reserved for them. */
export async function endLandedIntents(tx: Transaction, landings: readonly Landing[]): Promise<void> {
  const batch = JSON.stringify(
    landings.map(({ order, slot, error }) => ({
      attempt_id: order.id,
      intent_id: order.intentId,
      slot: slot.toString(),
      well: error === null,
    })),
  );
  await tx.query({
    name: 'end-landed-intents',
    text: `UPDATE intents i
           SET state = CASE WHEN l.well THEN 'SUCCEEDED'::"IntentState" ELSE 'FAILED_ONCHAIN' END,
               terminal_at = clock_timestamp(), lease_until = NULL, review_reason = NULL
           FROM jsonb_to_recordset($1) AS l (intent_id uuid, well boolean)
           WHERE i.id = l.intent_id AND i.state = 'PENDING'`,
    values: [batch],
  });
  await tx.query({
    name: 'settle-reservations',
    text: `UPDATE reservations r SET state = 'SETTLED', settled_slot = l.slot
           FROM jsonb_to_recordset($1) AS l (attempt_id uuid, slot bigint)
           WHERE r.attempt_id = l.attempt_id AND r.state = 'HELD'`,
    values: [batch],
  });
}

export async function insertFills(tx: Transaction, landings: readonly Landing[]): Promise<void> {
  const rows = landings.flatMap((landing) => (landing.fill === null ? [] : [toFillRow(landing, landing.fill)]));
  if (rows.length === 0) return;
  await tx.query({
    name: 'insert-fills',
    text: `INSERT INTO fills (id, organization_id, intent_id, attempt_id, campaign_id, run_id, wallet_id, kind, signature, slot,
                              block_time, input_mint, input_amount, output_mint, output_amount, quoted_out, base_fee,
                              priority_fee, tip, pool_fee, rent, slippage_bps)
           SELECT f.id, a.organization_id, i.id, a.id, i.campaign_id, i.run_id, i.wallet_id, i.kind, a.signature, f.slot,
                  f.block_time, i.input_mint, f.input_amount, i.output_mint, f.output_amount, a.quoted_out, f.base_fee,
                  f.priority_fee, f.tip, a.pool_fee, f.rent, f.slippage_bps
           FROM jsonb_to_recordset($1) AS f (id uuid, attempt_id uuid, slot bigint, block_time timestamptz,
                  input_amount numeric, output_amount numeric, base_fee numeric, priority_fee numeric, tip numeric, rent numeric,
                  slippage_bps int)
           JOIN attempts a ON a.id = f.attempt_id JOIN intents i ON i.id = a.intent_id`,
    values: [JSON.stringify(rows)],
  });
}

const toFillRow = (landing: Landing, fill: NonNullable<Landing['fill']>) => ({
  id: fill.id,
  attempt_id: landing.order.id,
  slot: landing.slot.toString(),
  block_time: landing.blockTime,
  input_amount: fill.inputAmount.toString(),
  output_amount: fill.outputAmount.toString(),
  base_fee: fill.baseFee.toString(),
  priority_fee: fill.priorityFee.toString(),
  tip: fill.tip.toString(),
  rent: fill.rent.toString(),
  slippage_bps: fill.slippageBps,
});

/** Moves each run's sums: what was committed comes back, what was filled counts as spent and received, with what it cost. */
export async function settleRuns(tx: Transaction, landings: readonly Landing[]): Promise<void> {
  const rows = landings.flatMap(({ order, fill }) =>
    order.runId === null ? [] : [{ run_id: order.runId, committed: order.amountIn.toString(), ...sumsOf(fill) }],
  );
  if (rows.length === 0) return;
  await tx.query({
    name: 'settle-runs',
    text: `UPDATE runs r SET committed = r.committed - s.committed, spent = r.spent + s.spent,
                  received = r.received + s.received, succeeded = r.succeeded + s.succeeded, fees = r.fees + s.fees,
                  tips = r.tips + s.tips, rent = r.rent + s.rent
           FROM (SELECT run_id, sum(committed) AS committed, sum(spent) AS spent, sum(received) AS received,
                        sum(succeeded) AS succeeded, sum(fees) AS fees, sum(tips) AS tips, sum(rent) AS rent
                 FROM jsonb_to_recordset($1) AS l (run_id uuid, committed numeric, spent numeric, received numeric,
                   succeeded int, fees numeric, tips numeric, rent numeric)
                 GROUP BY run_id) s
           WHERE r.id = s.run_id`,
    values: [JSON.stringify(rows)],
  });
}

const sumsOf = (fill: Landing['fill']) => ({
  succeeded: fill === null ? 0 : 1,
  spent: (fill?.inputAmount ?? 0n).toString(),
  received: (fill?.outputAmount ?? 0n).toString(),
  fees: fill === null ? '0' : (fill.baseFee + fill.priorityFee).toString(),
  tips: (fill?.tip ?? 0n).toString(),
  rent: (fill?.rent ?? 0n).toString(),
});

/** A death, and on the road OPERATOR who answers for it, and why. */
export interface DeclaredDeath extends Death {
  readonly operator?: { readonly id: UserId; readonly reason: string };
}

/**
 * Closes attempts as dead with their evidence, releases what was reserved, and makes their intents due again. Postgres refuses
 * evidence that proves nothing.
 */
export async function closeDead(tx: Transaction, deaths: readonly DeclaredDeath[]): Promise<Buried[]> {
  return tx.query<Buried & Record<string, unknown>>({
    name: 'close-dead',
    text: `WITH dead AS (
             UPDATE attempts a
             SET state = 'DEAD', closed_at = clock_timestamp(), dead_road = d.road, dead_finalized_height = d.finalized_height,
                 dead_finalized_slot = d.finalized_slot, dead_status_slot = d.status_slot, dead_agreed = d.agreed,
                 dead_by_id = d.by_id, dead_reason = d.reason
             FROM jsonb_to_recordset($1) AS d (attempt_id uuid, road text, finalized_height bigint, finalized_slot bigint,
                                               status_slot bigint, agreed int, by_id uuid, reason text)
             WHERE a.id = d.attempt_id AND a.state = 'LIVE' RETURNING a.id, a.intent_id),
           released AS (
             UPDATE reservations r SET state = 'RELEASED' FROM dead WHERE r.attempt_id = dead.id AND r.state = 'HELD')
           UPDATE intents i SET due_at = clock_timestamp(), lease_until = NULL, review_reason = NULL
           FROM dead WHERE i.id = dead.intent_id AND i.state = 'PENDING'
           RETURNING i.id AS "intentId", i.kind, i.fence`,
    values: [
      JSON.stringify(
        deaths.map(({ attemptId, evidence, operator }) => ({
          attempt_id: attemptId,
          road: evidence.road,
          finalized_height: evidence.finalizedHeight.toString(),
          finalized_slot: evidence.finalizedSlot.toString(),
          status_slot: evidence.statusSlot.toString(),
          agreed: evidence.agreed,
          by_id: operator?.id,
          reason: operator?.reason,
        })),
      ),
    ],
  });
}
