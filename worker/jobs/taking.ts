/** The taking of jobs, from every queue, which can be begun anew. */
import type { WorkerRuntime } from '#core/runtime/worker.ts';
import { type Consumer, type Job, startJobs } from '../kit.ts';

export interface Taking {
  /** Lets go of the queues and takes hold of them again. */
  restart(deadlineMs: number): Promise<void>;
  /** Takes no more, and waits for what is in hand. */
  stop(deadlineMs: number): Promise<void>;
}

export function startTaking(jobs: readonly Job[], runtime: WorkerRuntime): Taking {
  let consumers: readonly Consumer[] = startJobs(jobs, runtime);
  let stopped = false;
  const close = async (deadlineMs: number): Promise<void> => {
    await Promise.all(consumers.map((consumer) => consumer.close(deadlineMs)));
  };
  return {
    async restart(deadlineMs) {
      await close(deadlineMs);
      if (!stopped) consumers = startJobs(jobs, runtime);
    },
    async stop(deadlineMs) {
      stopped = true;
      await close(deadlineMs);
    },
  };
}
