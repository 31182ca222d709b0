/** Trade jobs that come at once run together, and none of them takes its time from another. */
import type { QueuedIntent } from '#core/ports/queue.ts';
import { coalesce } from './coalesce.ts';
import type { TradeOutcome, TradeResult } from './trade-result.ts';

export interface TradeJob {
  readonly intent: QueuedIntent;
  /** Aborted when the job's time is up. */
  readonly signal: AbortSignal;
}

export interface BatchOptions {
  /** Runs all of them, as `runTrades` does. */
  readonly run: (intents: readonly QueuedIntent[], signal: AbortSignal) => Promise<readonly TradeResult[]>;
  /** Batches at work at once: jobs that come meanwhile wait for one of them, and go together. */
  readonly maxInFlight: number;
  /** Jobs in one batch at the most. */
  readonly maxItems: number;
}

/** Each job gets its own result. One whose time was over while it waited is not begun any more. */
export const batchTrades = ({ run, ...limits }: BatchOptions): ((job: TradeJob) => Promise<TradeOutcome>) =>
  coalesce({
    ...limits,
    work: async (jobs: readonly TradeJob[]) => {
      const inTime = jobs.filter(({ signal }) => !signal.aborted);
      const intents = inTime.map(({ intent }) => intent);
      const results = inTime.length === 0 ? [] : await run(intents, endOfAll(inTime));
      return jobs.map((job): TradeResult => {
        const result = results[inTime.indexOf(job)];
        return result ?? { status: 'rejected', reason: job.signal.reason };
      });
    },
  });

/** Aborted with the last of the jobs: as long as one has time, the work is not in vain. */
function endOfAll(jobs: readonly TradeJob[]): AbortSignal {
  const end = new AbortController();
  const open = new Set(jobs);
  for (const job of jobs) {
    const leave = (): void => {
      open.delete(job);
      if (open.size === 0) end.abort(job.signal.reason);
    };
    job.signal.addEventListener('abort', leave, { once: true });
  }
  return end.signal;
}
