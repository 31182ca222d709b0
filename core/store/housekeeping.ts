/** What nobody will ask for any more. Everything told to last for ever (intents, attempts, fills, ledger, audit, keys) is left alone. */
import type { Executor } from './db.ts';

/** Days that a decided dead letter stays listed; the decision stays in the audit log. */
const DECIDED_LETTER_DAYS = 90;
/** Days that an ended session or a used-up verification is kept, for questions. */
const ENDED_SESSION_DAYS = 30;

const OLD = {
  jobFailures: `DELETE FROM job_failures f WHERE f.last_failed_at < clock_timestamp() - interval '1 day'
    AND NOT EXISTS (SELECT 1 FROM dead_letters l WHERE l.queue = f.queue AND l.subject = f.subject AND l.state = 'OPEN')`,
  deadLetters: `DELETE FROM dead_letters WHERE closed_at < clock_timestamp() - interval '${DECIDED_LETTER_DAYS} days'`,
  processes: `DELETE FROM processes WHERE beat_at < clock_timestamp() - interval '1 hour'`,
  leases: `DELETE FROM loop_leases WHERE until < clock_timestamp() - interval '1 day'`,
  sessions: `DELETE FROM sessions WHERE expires_at < clock_timestamp() - interval '${ENDED_SESSION_DAYS} days'`,
  verifications: `DELETE FROM verifications WHERE expires_at < clock_timestamp() - interval '${ENDED_SESSION_DAYS} days'`,
} as const;

export type OldKind = keyof typeof OLD;
export const OLD_KINDS = Object.keys(OLD) as readonly OldKind[];

/** Removes rows of one kind. How many. */
export async function removeOld(db: Executor, kind: OldKind): Promise<number> {
  const [row] = await db.query<{ removed: number }>({
    text: `WITH gone AS (${OLD[kind]} RETURNING 1) SELECT count(*)::int AS removed FROM gone`,
  });
  return row?.removed ?? 0;
}
