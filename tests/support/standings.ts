import type { IntentStanding } from '#core/domain/execution/predicates.ts';
import type { Trade } from './trading-desk.ts';
import type { World } from './world.ts';

/** Ways in which an intent's row may stand, as SQL that brings it there. */
export const STANDINGS: Readonly<Record<string, (trade: Trade) => string>> = {
  'due and unclaimed': () => 'SELECT 1',
  'not due yet': ({ id }) => `UPDATE intents SET due_at = now() + interval '1 h' WHERE id = '${id}'`,
  'claimed by somebody': ({ id }) => `UPDATE intents SET lease_until = now() + interval '1 h' WHERE id = '${id}'`,
  'claimed long ago': ({ id }) => `UPDATE intents SET lease_until = now() - interval '1 s' WHERE id = '${id}'`,
  'claimed since the job was made': ({ id }) => `UPDATE intents SET fence = 2 WHERE id = '${id}'`,
  'signed as often as it may be': ({ id }) => `UPDATE intents SET signatures = signature_budget WHERE id = '${id}'`,
  'marked for review': ({ id }) => `UPDATE intents SET review_reason = 'look' WHERE id = '${id}'`,
  expired: ({ id }) => `UPDATE intents SET state = 'EXPIRED', terminal_at = now() WHERE id = '${id}'`,
  'of a paused run': ({ runId }) => `UPDATE runs SET status = 'PAUSED' WHERE id = '${runId}'`,
  'of a run that is stopping': ({ runId }) => `UPDATE runs SET status = 'STOPPING' WHERE id = '${runId}'`,
};

/** The intent's row, as far as it decides what may be done. */
export async function standingOf({ rows }: World, { id }: Trade): Promise<IntentStanding & { now: Date }> {
  const [row] = await rows.select<Record<string, unknown>>(
    `SELECT i.state, i.fence, i.due_at AS "dueAt", i.not_after AS "notAfter", i.lease_until AS "leaseUntil", i.signatures,
            i.signature_budget AS "signatureBudget", i.review_reason AS "reviewReason", r.status AS "runStatus", now() AS now,
            EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE') AS "hasLiveAttempt"
     FROM intents i JOIN runs r ON r.id = i.run_id WHERE i.id = $1`,
    [id],
  );
  const standing = row as unknown as IntentStanding & { now: Date };
  return { ...standing, fence: BigInt(standing.fence) };
}
