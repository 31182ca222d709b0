/** Runs whose last trade has ended. */
import type { CampaignId, OrganizationId, RunId } from '#core/domain/ids.ts';
import type { Schedule, Transaction } from './db.ts';

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
export async function finishedRuns(
  db: Schedule,
  limit: number,
): Promise<Pick<FinishedRun, 'id' | 'organizationId' | 'campaignId'>[]> {
  return db.query<FinishedRun & Record<string, unknown>>({
    name: 'finished-runs',
    text: `SELECT r.id, r.organization_id AS "organizationId", r.campaign_id AS "campaignId" FROM runs r
           WHERE ${FINISHED} LIMIT $1`,
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
