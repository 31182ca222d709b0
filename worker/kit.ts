/**
 * How a job runs: its payload is parsed, its log lines carry its ids, its time is limited, and what goes wrong is told once.
 * A job's name, payload and policy are data (`core/contracts/queues.ts`); its handler is in `worker/jobs`.
 */
import type { z } from 'zod';
import { JOB_QUEUES, type JobQueueName } from '#core/contracts/queues.ts';
import type { JobSource, WorkerRuntime } from '#core/runtime/worker.ts';
import { recordFailure } from '#core/usecases/dead-letter/record-failure.ts';
import type { WorkMeter } from './jobs/work-meter.ts';

/** Takes jobs until it is closed. */
export type Consumer = ReturnType<WorkerRuntime['consume']>;

type JobLog = WorkerRuntime['database']['log'];

export interface JobContext {
  readonly runtime: WorkerRuntime;
  /** Carries the job's ids. */
  readonly log: JobLog;
  /** Aborted when the job's time is up. */
  readonly signal: AbortSignal;
}

export interface Job {
  readonly queue: JobQueueName;
  run(context: JobContext, payload: unknown): Promise<void>;
}

/** What was delivered is not what the queue carries: it will not be better the next time. */
class UnreadablePayload extends Error {
  override readonly name = 'UnreadablePayload';
}

/** A job whose handler gets its payload checked. */
export function defineJob<Payload>(job: {
  readonly queue: JobQueueName;
  readonly payload: z.ZodType<Payload>;
  readonly handle: (context: JobContext, payload: Payload) => Promise<void>;
}): Job {
  return {
    queue: job.queue,
    async run(context, payload) {
      const { success, data, error } = job.payload.safeParse(payload);
      if (!success)
        throw new UnreadablePayload(
          error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
        );
      await job.handle(context, data);
    },
  };
}

/** @throws Error when a queue that jobs are taken from has no handler, or two. */
export function checkRegistry(jobs: readonly Job[]): void {
  for (const queue of JOB_QUEUES) {
    const handlers = jobs.filter((job) => job.queue === queue).length;
    if (handlers !== 1) throw new Error(`the queue ${queue} has ${handlers} handlers and must have one`);
  }
}

/** Begins to take the jobs of every queue. */
export function startJobs(jobs: readonly Job[], runtime: WorkerRuntime, meter: WorkMeter): Consumer[] {
  checkRegistry(jobs);
  return jobs.map((job) => runtime.consume(toSource(job, runtime, meter)));
}

function toSource(job: Job, runtime: WorkerRuntime, meter: WorkMeter): JobSource {
  const { queue } = job;
  const { owners } = runtime;
  const { db, log } = runtime.database;
  return {
    queue,
    async handle(payload, jobId) {
      meter.begin(queue);
      let well = false;
      try {
        await runJob(job, { runtime, log: log.child({ queue, jobId, ...idsOf(payload) }) }, payload);
        well = true;
      } finally {
        meter.end(queue, well);
      }
    },
    onError(error, { jobId, payload, last }) {
      log.warn({ queue, jobId, err: error }, 'job failed');
      const isHopeless = error instanceof UnreadablePayload || (last && queue === 'maintenance');
      void recordFailure({ db, owners, log }, { queue, jobId, payload, error, hopeless: isHopeless });
    },
  };
}

/** @throws Error when the time of the job's queue is over: whatever the handler still does, its place is free (E-02) */
async function runJob(job: Job, context: Omit<JobContext, 'signal'>, payload: unknown): Promise<void> {
  const limit = new AbortController();
  const { timeLimitMs } = context.runtime.policies[job.queue];
  const late = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error));
  });
  const timer = setTimeout(() => limit.abort(new Error(`no end after ${timeLimitMs} ms`)), timeLimitMs);
  try {
    await Promise.race([job.run({ ...context, signal: limit.signal }, payload), late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Ids in the payload, for the log; it is not checked yet. */
const idsOf = (payload: unknown): Record<string, unknown> =>
  typeof payload === 'object' && payload !== null ? { ...payload } : {};
