/** Intents that Postgres knows to be due or late. The same in words: `isDue`, `isExpirable` (core/domain/execution/predicates.ts). */
import type { IntentId, RunId } from '#core/domain/ids.ts';
import type { DueIntent, ExpirableIntent } from '#core/ports/scan-store.ts';
import type { Schedule, Transaction } from './db.ts';

const CLAIMABLE = `i.state = 'PENDING' AND i.due_at <= clock_timestamp()
             AND i.not_after > clock_timestamp() AND i.signatures < i.signature_budget
             AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
             AND COALESCE(r.status, 'RUNNING') = 'RUNNING'
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')`;

/** For how many milliseconds the oldest intent that could be claimed has been waiting; 0 when there is none. */
export async function oldestDueMs(db: Schedule): Promise<number> {
  const [row] = await db.query<{ ms: number }>({
    name: 'oldest-due',
    text: `SELECT COALESCE(max(extract(epoch FROM clock_timestamp() - GREATEST(i.due_at, i.lease_until)) * 1000), 0)::float8 AS ms
           FROM intents i LEFT JOIN runs r ON r.id = i.run_id WHERE ${CLAIMABLE}`,
  });
  return row?.ms ?? 0;
}

/** Intents that could be claimed now, oldest first. Those just made are left to their first delivery. */
export async function dueIntents(db: Schedule, limit: number): Promise<DueIntent[]> {
  return db.query<DueIntent & Record<string, unknown>>({
    name: 'due-intents',
    text: `SELECT i.id AS "intentId", i.kind, i.fence
           FROM intents i LEFT JOIN runs r ON r.id = i.run_id
           WHERE ${CLAIMABLE} AND (i.fence > 0 OR i.created_at < clock_timestamp() - interval '1 s')
           ORDER BY i.due_at LIMIT $1`,
    values: [limit],
  });
}

const EXPIRABLE = `i.state = 'PENDING' AND (i.not_after <= clock_timestamp() OR i.signatures >= i.signature_budget)
             AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')`;

/** Intents past their time or their signatures, with nothing of theirs in flight; a hint. */
export async function expirableIntents(db: Schedule, limit: number): Promise<IntentId[]> {
  const rows = await db.query<{ id: IntentId }>({
    name: 'expirable-intents',
    text: `SELECT i.id FROM intents i WHERE ${EXPIRABLE} ORDER BY i.not_after, i.id LIMIT $1`,
    values: [limit],
  });
  return rows.map(({ id }) => id);
}

/**
 * Locks those of the intents that may expire. Their runs' rows are locked first, in the order every writer locks: run, then
 * intent. What somebody else holds is left for the next time. One that was signed between this statement's snapshot and its lock is
 * refused by Postgres when it is to expire (`intents_guard`), and left aside.
 */
export async function takeExpirable(tx: Transaction, ids: readonly IntentId[]): Promise<ExpirableIntent[]> {
  const runs = await tx.query<{ id: RunId }>({
    name: 'lock-runs-of-expirable',
    text: `SELECT r.id FROM runs r WHERE r.id IN (SELECT i.run_id FROM intents i WHERE i.id = ANY($1::uuid[]))
           ORDER BY r.id FOR NO KEY UPDATE SKIP LOCKED`,
    values: [ids],
  });
  return tx.query<ExpirableIntent & Record<string, unknown>>({
    name: 'take-expirable',
    text: `SELECT i.id, i.organization_id AS "organizationId", i.campaign_id AS "campaignId", i.run_id AS "runId", i.sequence,
                  i.amount_in AS "amountIn", clock_timestamp() AS now, i.not_after AS "notAfter", i.signatures,
                  i.signature_budget AS "signatureBudget", i.last_denial AS "lastDenial"
           FROM intents i WHERE i.id = ANY($1::uuid[]) AND ${EXPIRABLE} AND (i.run_id IS NULL OR i.run_id = ANY($2::uuid[]))
           ORDER BY i.not_after, i.id FOR NO KEY UPDATE SKIP LOCKED`,
    values: [ids, runs.map((run) => run.id)],
  });
}

/** Postgres' trigger refuses this for an intent that got a live attempt meanwhile. */
export async function expireIntents(tx: Transaction, ids: readonly IntentId[]): Promise<void> {
  await tx.query({
    name: 'expire-intents',
    text: `WITH expired AS (
             UPDATE intents SET state = 'EXPIRED', terminal_at = clock_timestamp(), lease_until = NULL
             WHERE id = ANY($1::uuid[]) AND state = 'PENDING' RETURNING run_id, amount_in),
           sums AS (SELECT run_id, sum(amount_in) AS amount FROM expired WHERE run_id IS NOT NULL GROUP BY run_id)
           UPDATE runs r SET committed = r.committed - s.amount FROM sums s WHERE r.id = s.run_id`,
    values: [ids],
  });
}
