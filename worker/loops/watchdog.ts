/**
 * The watchdog (E-08): due trades that nobody takes are told to an operator, and a worker that takes nothing while they wait ends, to be
 * started again. A consumer that has lost its queue does not know it; Postgres shows it.
 */
import type { WorkerRuntime } from '#core/runtime/worker.ts';
import { watchBacklog } from '#core/usecases/execution/watch-backlog.ts';
import { tellBacklog } from '#core/usecases/health/watch-parts.ts';

export interface Watchdog {
  /** One look. Whether this process is to be started again. */
  look(): Promise<boolean>;
}

/** `ended` is how many trade jobs this process has ended so far: one that ends some is late, and not stuck. */
export function createWatchdog(
  { trade, database }: Pick<WorkerRuntime, 'trade' | 'database'>,
  ended: () => number,
): Watchdog {
  let endedBefore: number | null = null;
  return {
    async look() {
      const backlog = await watchBacklog(trade);
      await tellBacklog(database.db, backlog);
      const endedNow = ended();
      const isIdle = endedBefore === endedNow;
      endedBefore = endedNow;
      return backlog.stuck && isIdle;
    },
  };
}
