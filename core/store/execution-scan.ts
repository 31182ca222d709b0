/** What Postgres knows to be due, late or over; every loop finds its work here, whatever became of the queue. */
import type { CampaignId, IntentId, OrganizationId, RunId } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';

export interface DueIntent {
  readonly intentId: IntentId;
  readonly kind: 'BUY' | 'SELL';
  readonly fence: bigint;
}

const CLAIMABLE = `i.state = 'PENDING' AND i.due_at <= clock_timestamp()
             AND i.not_after > clock_timestamp() AND i.signatures < i.signature_budget
             AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
             AND COALESCE(r.status, 'RUNNING') = 'RUNNING'
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')`;

/** For how many milliseconds the oldest intent that could be claimed has been waiting; 0 when there is none. */
export async function oldestDueMs(db: Executor): Promise<number> {
  const [row] = await db.query<{ ms: number }>({
    name: 'oldest-due',
    text: `SELECT COALESCE(max(extract(epoch FROM clock_timestamp() - GREATEST(i.due_at, i.lease_until)) * 1000), 0)::float8 AS ms
           FROM intents i LEFT JOIN runs r ON r.id = i.run_id WHERE ${CLAIMABLE}`,
  });
  return row?.ms ?? 0;
}

/** Intents that could be claimed now, oldest first. Those just made are left to their first delivery. */
export async function dueIntents(db: Executor, limit: number): Promise<DueIntent[]> {
  return db.query<DueIntent & Record<string, unknown>>({
    name: 'due-intents',
    text: `SELECT i.id AS "intentId", i.kind, i.fence
           FROM intents i LEFT JOIN runs r ON r.id = i.run_id
           WHERE ${CLAIMABLE} AND (i.fence > 0 OR i.created_at < clock_timestamp() - interval '1 s')
           ORDER BY i.due_at LIMIT $1`,
    values: [limit],
  });
}

export interface ExpirableIntent {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly sequence: number | null;
  readonly amountIn: bigint;
  readonly now: Date;
  readonly notAfter: Date;
  readonly signatures: number;
  readonly signatureBudget: number;
  readonly lastDenial: string | null;
}

/**
 * Intents past their time or their signatures, with nothing of theirs in flight. Their runs' rows are locked first, in the
 * order every writer locks: run, then intent.
 */
export async function takeExpirable(tx: Transaction, limit: number): Promise<ExpirableIntent[]> {
  const expirable = `i.state = 'PENDING' AND (i.not_after <= clock_timestamp() OR i.signatures >= i.signature_budget)
             AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')`;
  const runs = await tx.query<{ id: RunId }>({
    name: 'lock-runs-of-expirable',
    text: `SELECT r.id FROM runs r WHERE r.id IN (
             SELECT i.run_id FROM intents i WHERE ${expirable} ORDER BY i.not_after LIMIT $1)
           ORDER BY r.id FOR NO KEY UPDATE SKIP LOCKED`,
    values: [limit],
  });
  return tx.query<ExpirableIntent & Record<string, unknown>>({
    name: 'take-expirable',
    text: `SELECT i.id, i.organization_id AS "organizationId", i.campaign_id AS "campaignId", i.run_id AS "runId", i.sequence,
                  i.amount_in AS "amountIn", clock_timestamp() AS now, i.not_after AS "notAfter", i.signatures,
                  i.signature_budget AS "signatureBudget", i.last_denial AS "lastDenial"
           FROM intents i WHERE ${expirable} AND (i.run_id IS NULL OR i.run_id = ANY($2::uuid[]))
           ORDER BY i.not_after LIMIT $1 FOR NO KEY UPDATE SKIP LOCKED`,
    values: [limit, runs.map((run) => run.id)],
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

export interface FinishedRun {
  readonly id: RunId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId;
  readonly status: 'RUNNING' | 'PAUSED' | 'STOPPING';
  readonly endReason: string | null;
}

/**
 * Runs that plan nothing more and have no pending intent, and stopping ones with nothing in flight, whatever is still unsigned;
 * a hint, checked again under the campaign's lock.
 */
export async function finishedRuns(db: Executor, limit: number): Promise<Pick<FinishedRun, 'id' | 'campaignId'>[]> {
  return db.query<FinishedRun & Record<string, unknown>>({
    name: 'finished-runs',
    text: `SELECT r.id, r.campaign_id AS "campaignId" FROM runs r WHERE ${FINISHED} LIMIT $1`,
    values: [limit],
  });
}

const FINISHED = `r.ended_at IS NULL AND (
    (r.status IN ('RUNNING', 'PAUSED') AND r.next_due_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM intents i WHERE i.run_id = r.id AND i.state = 'PENDING'))
    OR (r.status = 'STOPPING'
      AND NOT EXISTS (SELECT 1 FROM intents i JOIN attempts a ON a.intent_id = i.id
                      WHERE i.run_id = r.id AND i.state = 'PENDING' AND a.state = 'LIVE')))`;

/** Locks the run, then looks again: null when it is not finished after all. */
export async function takeFinishedRun(tx: Transaction, id: RunId): Promise<FinishedRun | null> {
  await tx.query({
    name: 'lock-finished-run',
    text: 'SELECT 1 FROM runs WHERE id = $1 FOR NO KEY UPDATE',
    values: [id],
  });
  const [run] = await tx.query<FinishedRun & Record<string, unknown>>({
    name: 'take-finished-run',
    text: `SELECT r.id, r.organization_id AS "organizationId", r.campaign_id AS "campaignId", r.status,
                  r.end_reason AS "endReason"
           FROM runs r WHERE r.id = $1 AND ${FINISHED}`,
    values: [id],
  });
  return run ?? null;
}
