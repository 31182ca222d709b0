/**
 * How a job runs: its payload is parsed, its log lines carry its ids, its time is limited, and what goes wrong is told once.
 * A job's name, payload and policy are data (`core/contracts/queues.ts`); its handler is in `worker/jobs`.
 */
import type { z } from 'zod';
import { JOB_QUEUES, type JobQueueName, QUEUES } from '#core/contracts/queues.ts';
import type { JobSource, WorkerRuntime } from '#core/runtime/worker.ts';
import type { TradeDeps } from '#core/usecases/execution/deps.ts';

/** Takes jobs until it is closed. */
export type Consumer = ReturnType<WorkerRuntime['consume']>;

export interface JobContext {
  /** Its log carries the job's ids. */
  readonly deps: TradeDeps;
  readonly runTrade: WorkerRuntime['runTrade'];
  /** Aborted when the job's time is up. */
  readonly signal: AbortSignal;
}

export interface Job {
  readonly queue: JobQueueName;
  run(context: JobContext, payload: unknown): Promise<void>;
}

/** A job whose handler gets its payload checked. */
export function defineJob<Payload>(job: {
  readonly queue: JobQueueName;
  readonly payload: z.ZodType<Payload>;
  readonly handle: (context: JobContext, payload: Payload) => Promise<void>;
}): Job {
  return { queue: job.queue, run: (context, payload) => job.handle(context, job.payload.parse(payload)) };
}

/** @throws Error when a queue that jobs are taken from has no handler, or two. */
export function checkRegistry(jobs: readonly Job[]): void {
  for (const queue of JOB_QUEUES) {
    const handlers = jobs.filter((job) => job.queue === queue).length;
    if (handlers !== 1) throw new Error(`the queue ${queue} has ${handlers} handlers and must have one`);
  }
}

/** Begins to take the jobs of every queue. */
export function startJobs(jobs: readonly Job[], runtime: WorkerRuntime): Consumer[] {
  checkRegistry(jobs);
  return jobs.map((job) => runtime.consume(toSource(job, runtime)));
}

function toSource(job: Job, { trade: deps, runTrade }: WorkerRuntime): JobSource {
  const { queue } = job;
  return {
    queue,
    handle: (payload, jobId) =>
      runJob(job, { deps: { ...deps, log: deps.log.child({ queue, jobId, ...idsOf(payload) }) }, runTrade }, payload),
    onError: (error, jobId) => deps.log.warn({ queue, jobId, err: error }, 'job failed; the intent is due again'),
  };
}

async function runJob(job: Job, context: Omit<JobContext, 'signal'>, payload: unknown): Promise<void> {
  const limit = new AbortController();
  const { timeLimitMs } = QUEUES[job.queue];
  const timer = setTimeout(() => limit.abort(new Error(`no end after ${timeLimitMs} ms`)), timeLimitMs);
  try {
    await job.run({ ...context, signal: limit.signal }, payload);
  } finally {
    clearTimeout(timer);
  }
}

/** Ids in the payload, for the log; it is not checked yet. */
const idsOf = (payload: unknown): Record<string, unknown> =>
  typeof payload === 'object' && payload !== null ? { ...payload } : {};
