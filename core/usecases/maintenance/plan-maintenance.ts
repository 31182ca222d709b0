import type { Clock } from '#core/ports/clock.ts';
import type { TaskQueue } from '#core/ports/task-queue.ts';

const HOUR_MS = 3_600_000;

/** Hands over this hour's housekeeping. However often, and by whomever: it is one job, and comes again after a Redis that was wiped. */
export async function planMaintenance(deps: {
  readonly queue: TaskQueue;
  readonly clock: Pick<Clock, 'now'>;
}): Promise<void> {
  await deps.queue.enqueueMaintenance({ hour: Math.floor(deps.clock.now().getTime() / HOUR_MS) });
}
