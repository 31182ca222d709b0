/** Guesses at passwords and codes: the more of them failed, the longer the next one waits. */
import type { Executor } from './db.ts';

export interface GuessPolicy {
  /** So many may fail before anybody waits. */
  readonly free: number;
  /** The first wait, doubled by each failure after it, and the longest. Seconds. */
  readonly firstWait: number;
  readonly longestWait: number;
}

/** Failures older than this no longer count. */
const FORGOTTEN_AFTER = '1 day';

/**
 * Counts a guess before it is looked at, so that a thousand at once are counted one by one; one that was right is taken back by
 * `takeBackGuess` or `forgetGuesses`. Whole seconds to wait when the guess may not be made yet, else null. Each one clears away two
 * that are forgotten, so that strangers cannot fill the table.
 */
export async function countGuess(db: Executor, subject: string, policy: GuessPolicy): Promise<number | null> {
  const [counted] = await db.query({
    text: `WITH forgotten AS (
             DELETE FROM guesses WHERE subject IN (
               SELECT subject FROM guesses WHERE last_at < clock_timestamp() - interval '${FORGOTTEN_AFTER}' AND subject <> $1
               ORDER BY last_at LIMIT 2 FOR UPDATE SKIP LOCKED))
           INSERT INTO guesses AS g (subject, failures, last_at, blocked_until)
           VALUES ($1, 1, clock_timestamp(), clock_timestamp())
           ON CONFLICT (subject) DO UPDATE SET
             failures = CASE WHEN g.last_at < clock_timestamp() - interval '${FORGOTTEN_AFTER}' THEN 1 ELSE g.failures + 1 END,
             last_at = clock_timestamp(),
             blocked_until = clock_timestamp() + CASE
               WHEN g.last_at < clock_timestamp() - interval '${FORGOTTEN_AFTER}' OR g.failures + 1 < $2 THEN interval '0'
               ELSE least($4, $3 * 2 ^ least(g.failures + 1 - $2, 30)) * interval '1 s' END
             WHERE g.blocked_until <= clock_timestamp()
           RETURNING subject`,
    values: [subject, policy.free, policy.firstWait, policy.longestWait],
  });
  if (counted !== undefined) return null;
  const [blocked] = await db.query<{ seconds: number }>({
    text: `SELECT greatest(1, ceil(extract(epoch FROM blocked_until - clock_timestamp())))::int AS seconds
           FROM guesses WHERE subject = $1`,
    values: [subject],
  });
  return blocked?.seconds ?? 1;
}

/** Takes back the one guess that was right: whoever shares an address is not made to wait for it, nor freed of their own. */
export async function takeBackGuess(db: Executor, subject: string): Promise<void> {
  await db.query({
    text: 'UPDATE guesses SET failures = greatest(0, failures - 1), blocked_until = least(blocked_until, clock_timestamp()) WHERE subject = $1',
    values: [subject],
  });
}

/** Forgets all that failed. */
export async function forgetGuesses(db: Executor, subject: string): Promise<void> {
  await db.query({ text: 'DELETE FROM guesses WHERE subject = $1', values: [subject] });
}
