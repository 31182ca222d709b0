/** Step 4 (docs/execution.md): signed bytes, what they may take, and the counts of signatures, in one statement. */
import type { AttemptId, IntentId, Signature } from '#core/domain/ids.ts';
import type { NewAttempt } from '#core/ports/signing-store.ts';
import type { Executor, Transaction } from './db.ts';

/**
 * Two claims of one intent at the same moment, or the same bytes signed twice: an index decides, and the loser has nothing to do.
 * The intents' rows are locked by now, so their count of signatures is the newest. Each is looked up by its key (`OFFSET 0` is a
 * fence to the planner), for a table of which most is pending and which was never analysed would else be read whole.
 */
const INSERT = `
  WITH input AS (
    SELECT * FROM jsonb_to_recordset($1) AS n (
      id uuid, intent_id uuid, fence bigint, organization_id uuid, signature text, blockhash text, blockhash_slot bigint,
      death_bound bigint, freshness_bound bigint, raw text, quote_slot bigint, quoted_out numeric, min_out numeric,
      pool_fee numeric, reserve_in numeric, reserve_out numeric, tip numeric)),
  attempt AS (
    INSERT INTO attempts (id, intent_id, organization_id, ordinal, signature, blockhash, blockhash_slot, death_bound,
                          freshness_bound, raw_transaction, quote_slot, quoted_out, min_out, pool_fee, reserve_in, reserve_out,
                          tip)
    SELECT n.id, n.intent_id, n.organization_id, i.signatures + 1, n.signature, n.blockhash, n.blockhash_slot, n.death_bound,
           n.freshness_bound, decode(n.raw, 'base64'), n.quote_slot, n.quoted_out, n.min_out, n.pool_fee, n.reserve_in,
           n.reserve_out, n.tip
    FROM input n
    JOIN LATERAL (SELECT * FROM intents WHERE id = n.intent_id OFFSET 0) i ON i.fence = n.fence
    WHERE i.state = 'PENDING' AND i.review_reason IS NULL AND i.signatures < i.signature_budget
      AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')
    ON CONFLICT DO NOTHING
    RETURNING id, intent_id, organization_id),
  counted AS (
    UPDATE intents i SET signatures = i.signatures + 1 FROM attempt WHERE i.id = attempt.intent_id),
  reserved AS (
    INSERT INTO reservations (attempt_id, organization_id, scope, scope_id, asset, amount)
    SELECT attempt.id, attempt.organization_id, r.scope::"ReservationScope", r.scope_id, r.asset, r.amount
    FROM attempt
    JOIN unnest($2::uuid[], $3::text[], $4::uuid[], $5::text[], $6::numeric[])
      AS r (attempt_id, scope, scope_id, asset, amount) ON r.attempt_id = attempt.id)
  SELECT intent_id AS "intentId" FROM attempt`;

const toRow = ({ bounds, quote, ...attempt }: NewAttempt) => ({
  id: attempt.id,
  intent_id: attempt.intentId,
  fence: `${attempt.fence}`,
  organization_id: attempt.organizationId,
  signature: attempt.signature,
  blockhash: attempt.blockhash,
  blockhash_slot: `${bounds.firstSlot}`,
  death_bound: `${bounds.deathBound}`,
  freshness_bound: `${bounds.freshnessBound}`,
  raw: Buffer.from(attempt.raw).toString('base64'),
  quote_slot: `${quote.slot}`,
  quoted_out: `${quote.out}`,
  min_out: `${quote.minOut}`,
  pool_fee: `${quote.fee}`,
  reserve_in: `${quote.reserveIn}`,
  reserve_out: `${quote.reserveOut}`,
  tip: `${attempt.tip}`,
});

/**
 * Stores each attempt if its claim still holds, its intent is pending and unmarked, nothing of it lives, and its budget of
 * signatures is not spent. Answers the intents of those that were stored; nothing was stored of the others.
 */
export async function insertAttempts(tx: Transaction, attempts: readonly NewAttempt[]): Promise<IntentId[]> {
  if (attempts.length === 0) return [];
  const held = attempts.flatMap(({ id, reservations }) => reservations.map((one) => ({ attemptId: id, ...one })));
  const rows = await tx.query<{ intentId: IntentId }>({
    name: 'signing-insert-attempts',
    text: INSERT,
    values: [
      JSON.stringify(attempts.map(toRow)),
      held.map(({ attemptId }) => attemptId),
      held.map(({ scope }) => scope),
      held.map(({ scopeId }) => scopeId),
      held.map(({ asset }) => asset),
      held.map(({ amount }) => amount.toString()),
    ],
  });
  return rows.map(({ intentId }) => intentId);
}

/** Whether a transaction whose COMMIT was never answered is there all the same. */
export async function findAttempts(
  db: Executor,
  signatures: readonly Signature[],
): Promise<ReadonlyMap<Signature, AttemptId>> {
  const rows = await db.query<{ id: AttemptId; signature: Signature }>({
    text: 'SELECT id, signature FROM attempts WHERE signature = ANY($1::text[])',
    values: [signatures],
  });
  return new Map(rows.map(({ id, signature }) => [signature, id]));
}
