/** A loop that one worker is enough for: the others stand by, and take over when its lease runs out. */
import type { WorkerRuntime } from '#core/runtime/worker.ts';
import { type Loop, type LoopOptions, startLoop } from './loop.ts';

const LEASE_MS = 5_000;
const STAND_BY_MS = 1_000;

export function startLeasedLoop(runtime: WorkerRuntime, options: LoopOptions): Loop {
  const loop = startLoop({
    ...options,
    async round(signal) {
      if (!(await runtime.holdLease(options.name, LEASE_MS))) return STAND_BY_MS;
      return options.round(signal);
    },
  });
  return {
    wake: loop.wake,
    async stop() {
      await loop.stop();
      // If Postgres is away, the lease runs out by itself.
      await runtime.releaseLease(options.name).catch(() => undefined);
    },
  };
}
