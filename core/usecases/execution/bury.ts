/** Step 7: a proved death frees the intent for its next signature, or for its end. */
import { queueOfKind } from '#core/contracts/queues.ts';
import { INTENT_KINDS } from '#core/domain/execution/order.ts';
import type { Death } from '#core/ports/tracking-store.ts';
import type { MachineDeps } from './deps.ts';

export async function bury(
  deps: Pick<MachineDeps, 'tracking' | 'queue' | 'log'>,
  deaths: readonly Death[],
): Promise<void> {
  if (deaths.length === 0) return;
  const buried = await deps.tracking.recordDead(deaths);
  for (const { attemptId, intentId, evidence } of deaths) {
    deps.log.warn({ intentId, attemptId, evidence }, 'attempt proved dead');
  }
  for (const kind of INTENT_KINDS) {
    const due = buried.filter((intent) => intent.kind === kind);
    // Not waited for: with Redis away the scan finds them, and the next deaths are not to wait for it.
    if (due.length > 0) void deps.queue.enqueue(queueOfKind(kind), due);
  }
}
