/** What a worker tells of a job that failed: counted per subject, and shown to an operator when trying again does not help. */
import { createHash } from 'node:crypto';
import { DEAD_AFTER_FAILURES, type QueueName } from '#core/contracts/queues.ts';
import { describeFailure, isOutage, payloadIds } from '#core/domain/dead-letter/describe.ts';
import { type IntentId, isUuid } from '#core/domain/ids.ts';
import type { Log } from '#core/ports/log.ts';
import { raiseAlert } from '#core/store/alerts.ts';
import type { Database } from '#core/store/db.ts';
import { countFailure, openDeadLetter } from '#core/store/dead-letters.ts';
import type { Owners } from '#core/store/owners.ts';
import { NO_TENANT } from '#core/store/tenant.ts';

export interface FailureDeps {
  readonly db: Database;
  readonly owners: Pick<Owners, 'ofIntents'>;
  readonly log: Log;
}

export interface FailedJob {
  readonly queue: QueueName;
  readonly jobId: string;
  /** As it was delivered. */
  readonly payload: unknown;
  readonly error: unknown;
  /** It can never succeed: the payload could not be read, or it has been tried as often as it may be. */
  readonly hopeless: boolean;
}

/**
 * Counts the failure, and opens a dead letter when it is hopeless or one too many. What failed because a part of the installation is
 * away goes by itself when that is back, and is not counted. Never throws: Postgres may be what is away.
 */
export async function recordFailure(deps: FailureDeps, job: FailedJob): Promise<void> {
  if (isOutage(job.error) && !job.hopeless) return;
  try {
    await record(deps, job);
  } catch (error) {
    deps.log.warn({ queue: job.queue, jobId: job.jobId, err: error }, 'a failed job could not be recorded');
  }
}

async function record(
  { db, owners, log }: FailureDeps,
  { queue, jobId, payload, error, hopeless }: FailedJob,
): Promise<void> {
  const ids = payloadIds(payload);
  const intentId =
    typeof ids['intentId'] === 'string' && isUuid(ids['intentId']) ? (ids['intentId'] as IntentId) : null;
  const subject = intentId ?? hashOf(payload);
  const failures = await countFailure(db.as(NO_TENANT), { queue, subject });
  if (!hopeless && failures < DEAD_AFTER_FAILURES) return;
  const letter = { queue, subject, jobId, payload: ids, intentId, error: describeFailure(error) };
  const opened = await db.transaction(
    intentId === null ? NO_TENANT : await owners.ofIntents([intentId]),
    async (tx) => {
      const id = await openDeadLetter(tx, letter);
      if (id === null) return false;
      const detail = { queue, intentId, code: letter.error.code };
      const about = { kind: 'DEAD_LETTER', objectKind: 'deadLetter', objectId: id } as const;
      await raiseAlert(tx, { ...about, organizationId: null, severity: 'WARNING', detail });
      return true;
    },
  );
  if (opened) log.error({ queue, jobId, subject, failures, err: error }, 'dead letter');
}

const hashOf = (payload: unknown): string =>
  createHash('sha256')
    .update(JSON.stringify(payload) ?? '')
    .digest('hex');
