/** Takes jobs from BullMQ. A job that runs twice, or never, is harmless: the claim in Postgres decides. */
import { type Job, Worker } from 'bullmq';
import type { JobQueueName } from '#core/contracts/queues.ts';
import type { QueueConsumer } from '#core/ports/queue.ts';
import { connectReader } from '../redis/connection.ts';

/** A dead worker's jobs go back to the queue after this; the scan does not wait for it. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
/** A job may be taken over as often as workers die: its budget is counted in signatures, in Postgres. */
const ENDLESSLY = 1_000;

export interface ConsumerOptions {
  readonly redisUrl: string;
  readonly prefix: string;
  readonly queue: JobQueueName;
  /** Jobs at once. */
  readonly concurrency: number;
  /** Gets the payload as it came; what it throws is told to `onError` and ends this try of the job. */
  readonly handle: (payload: unknown, jobId: string) => Promise<void>;
  readonly onError: (error: unknown, failed: FailedTry) => void;
}

export interface FailedTry {
  readonly jobId: string;
  readonly payload: unknown;
  /** The queue will not try it again. */
  readonly last: boolean;
}

export function createConsumer(options: ConsumerOptions): QueueConsumer {
  const connection = connectReader(options.redisUrl);
  const worker = new Worker(options.queue, (job) => options.handle(job.data, job.id ?? ''), {
    connection,
    prefix: options.prefix,
    concurrency: options.concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    maxStalledCount: ENDLESSLY,
    drainDelay: 1,
  });
  worker.on('failed', (job, error) => options.onError(error, failedTry(job)));
  // Connection errors repeat while Redis is away; the health check tells them once.
  worker.on('error', () => undefined);
  return {
    async close(deadlineMs) {
      const inTime = await settledWithin(worker.close(), deadlineMs);
      if (!inTime) await settledWithin(worker.close(true), 1_000);
      connection.disconnect();
    },
  };
}

/** Without the job, which has been taken over by another worker, nothing is known of it. */
const failedTry = (job: Job | undefined): FailedTry => ({
  jobId: job?.id ?? '',
  payload: job?.data ?? null,
  last: job !== undefined && job.attemptsMade >= (job.opts.attempts ?? 1),
});

/** Whether `work` ended within `ms`; how it ended is not asked. */
async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  const settled = work.then(
    () => true,
    () => true,
  );
  return Promise.race([settled, late]).finally(() => clearTimeout(timer));
}
