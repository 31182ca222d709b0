/** Dead letters (E-06). One is open for a queue and subject at a time; a closed one stays as it is. */
import type { DeadLetter, DeadLetterState, Failure, PayloadIds } from '#core/domain/dead-letter/dead-letter.ts';
import type { IntentKind } from '#core/domain/execution/order.ts';
import type { IntentState } from '#core/domain/execution/states.ts';
import { type IntentId, isUuid, type UserId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Schedule, Transaction } from './db.ts';
import { newId } from './new-id.ts';

const LETTER = `l.id, l.queue, l.job_id AS "jobId", l.payload, l.intent_id AS "intentId", i.state AS "intentState",
  i.organization_id AS "organizationId", jsonb_build_object('code', l.error_code, 'message', l.error_message) AS error,
  l.failures, l.first_failed_at AS "firstFailedAt", l.last_failed_at AS "lastFailedAt", l.state,
  l.created_at AS "createdAt", l.closed_at AS "closedAt", l.closed_by_id AS "closedById",
  l.closed_reason AS "closedReason"`;
const FROM = 'FROM dead_letters l LEFT JOIN intents i ON i.id = l.intent_id';

type LetterRow = DeadLetter & Record<string, unknown>;

export interface JobSubject {
  readonly queue: string;
  /** What its jobs are about: an intent's id, or a hash of the payload. */
  readonly subject: string;
}

/** Failures further apart than this have nothing to do with each other. */
const SPELL = "interval '1 hour'";

/** Counts one more failure of the subject's jobs, and answers how many there were in this spell. */
export async function countFailure(db: Executor, { queue, subject }: JobSubject): Promise<number> {
  const [row] = await db.query<{ failures: number }>({
    name: 'count-failure',
    text: `INSERT INTO job_failures AS f (queue, subject) VALUES ($1, $2)
           ON CONFLICT (queue, subject) DO UPDATE
           SET failures = CASE WHEN f.last_failed_at > clock_timestamp() - ${SPELL} THEN f.failures + 1 ELSE 1 END,
               first_failed_at = CASE WHEN f.last_failed_at > clock_timestamp() - ${SPELL} THEN f.first_failed_at
                                      ELSE clock_timestamp() END,
               last_failed_at = clock_timestamp()
           RETURNING f.failures`,
    values: [queue, subject],
  });
  return row?.failures ?? 1;
}

export interface NewDeadLetter extends JobSubject {
  readonly jobId: string;
  readonly payload: PayloadIds;
  readonly intentId: string | null;
  readonly error: Failure;
}

/** Opens a letter for failures already counted, or tells the newest one in the letter that is open. Its id, if it is new. */
export async function openDeadLetter(tx: Transaction, letter: NewDeadLetter): Promise<string | null> {
  const [row] = await tx.query<{ id: string; opened: boolean }>({
    name: 'open-dead-letter',
    text: `INSERT INTO dead_letters (id, queue, subject, job_id, payload, intent_id, error_code, error_message, failures,
                                     first_failed_at, last_failed_at)
           SELECT $1, $2, $3, $4, $5, (SELECT id FROM intents WHERE id = $6), $7, $8, f.failures, f.first_failed_at,
                  f.last_failed_at
           FROM job_failures f WHERE f.queue = $2 AND f.subject = $3
           ON CONFLICT (queue, subject) WHERE state = 'OPEN' DO UPDATE
           SET job_id = excluded.job_id, payload = excluded.payload, error_code = excluded.error_code,
               error_message = excluded.error_message, failures = excluded.failures,
               last_failed_at = excluded.last_failed_at
           RETURNING id, xmax = 0 AS opened`,
    values: [
      newId(),
      letter.queue,
      letter.subject,
      letter.jobId,
      JSON.stringify(letter.payload),
      letter.intentId,
      letter.error.code,
      letter.error.message,
    ],
  });
  return row?.opened === true ? row.id : null;
}

export interface DeadLetterFilter {
  readonly state: DeadLetterState | null;
  readonly queue: string | null;
}

export async function deadLetterPage(
  db: Schedule,
  filter: DeadLetterFilter,
  request: PageRequest,
): Promise<Page<DeadLetter>> {
  const query = pageQuery('deadLetters', request);
  const rows = await db.query<LetterRow>({
    name: 'dead-letter-page',
    text: `SELECT ${LETTER} ${FROM}
           WHERE (l.created_at, l.id) < ($1, $2) AND ($3::text IS NULL OR l.state::text = $3)
             AND ($4::text IS NULL OR l.queue = $4)
           ORDER BY l.created_at DESC, l.id DESC LIMIT $5`,
    values: [...query.keyset, filter.state, filter.queue, query.limit],
  });
  return toPage<DeadLetter>(query, rows, ({ createdAt: at, id }) => ({ at, id }));
}

export async function findDeadLetter(db: Schedule, id: string): Promise<DeadLetter | null> {
  if (!isUuid(id)) return null;
  const [letter] = await db.query<LetterRow>({ text: `SELECT ${LETTER} ${FROM} WHERE l.id = $1`, values: [id] });
  return letter ?? null;
}

/** Reads the letter and keeps its row until the transaction ends. */
export async function lockDeadLetter(tx: Transaction, id: string): Promise<DeadLetter | null> {
  const [letter] = await tx.query<LetterRow>({
    text: `SELECT ${LETTER} ${FROM} WHERE l.id = $1 FOR NO KEY UPDATE OF l`,
    values: [id],
  });
  return letter ?? null;
}

/** Closes an open letter for good, and begins to count its subject's failures anew. */
export async function closeDeadLetter(
  tx: Transaction,
  close: { id: string; state: Exclude<DeadLetterState, 'OPEN'>; byId: UserId; reason: string },
): Promise<void> {
  await tx.query({
    text: `WITH closed AS (
             UPDATE dead_letters SET state = $2, closed_at = clock_timestamp(), closed_by_id = $3, closed_reason = $4
             WHERE id = $1 AND state = 'OPEN' RETURNING queue, subject)
           DELETE FROM job_failures f USING closed c WHERE f.queue = c.queue AND f.subject = c.subject`,
    values: [close.id, close.state, close.byId, close.reason],
  });
}

/** A letter whose trade has ended by itself: there is nothing left to try. */
export interface EndedLetter {
  readonly id: string;
  readonly intentState: IntentState;
}

export const endedDeadLetters = (schedule: Schedule): Promise<EndedLetter[]> =>
  schedule.query<EndedLetter & Record<string, unknown>>({
    text: `SELECT l.id, i.state AS "intentState" FROM dead_letters l JOIN intents i ON i.id = l.intent_id
           WHERE l.state = 'OPEN' AND i.state <> 'PENDING'`,
  });

/** Closes those of the letters that are still open. Their ids. */
export async function closeEndedDeadLetters(db: Executor, ended: readonly EndedLetter[]): Promise<string[]> {
  const rows = await db.query<{ id: string }>({
    text: `UPDATE dead_letters l
           SET state = 'DISCARDED', closed_at = clock_timestamp(), closed_reason = 'the trade ended: ' || e.state
           FROM unnest($1::uuid[], $2::text[]) AS e (id, state) WHERE e.id = l.id AND l.state = 'OPEN' RETURNING l.id`,
    values: [ended.map(({ id }) => id), ended.map(({ intentState }) => intentState)],
  });
  return rows.map(({ id }) => id);
}

/** An intent that a letter is about, with what a retry or the giving up of it needs. */
export interface LetterIntent {
  readonly id: IntentId;
  readonly fence: bigint;
  readonly kind: IntentKind;
}

/** Makes the intent due at once, when it is pending and nobody has claimed it. Null when there is nothing to do for it. */
export async function makeDue(tx: Transaction, id: IntentId): Promise<LetterIntent | null> {
  const [intent] = await tx.query<LetterIntent & Record<string, unknown>>({
    text: `UPDATE intents SET due_at = LEAST(due_at, clock_timestamp())
           WHERE id = $1 AND state = 'PENDING' AND (lease_until IS NULL OR lease_until < clock_timestamp())
           RETURNING id, fence, kind`,
    values: [id],
  });
  return intent ?? null;
}
