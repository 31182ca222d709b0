/**
 * The scan over Postgres: whatever the queue lost is handed over again, and what can no longer be signed expires. Everything
 * found here is found again next time if this process dies half way.
 */
import { queueOfKind } from '#core/contracts/queues.ts';
import { INTENT_KINDS } from '#core/domain/execution/order.ts';
import { expiryReason } from '#core/domain/execution/policy.ts';
import type { IntentId } from '#core/domain/ids.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
import type { ExpirableIntent } from '#core/ports/scan-store.ts';
import type { MachineDeps } from './deps.ts';
import { isolateBatches } from './record-batches.ts';

const REQUEUE_BATCH = 500;
const EXPIRE_LIMIT = 100;

type ScanDeps = Pick<MachineDeps, 'scans' | 'queue' | 'bus' | 'log'>;

/** One look over everything. */
export async function scan(deps: ScanDeps): Promise<void> {
  await requeueDue(deps);
  await expireLate(deps);
}

/** Hands over again what is due and unclaimed; a job that is still waiting has the same id and is not doubled. */
export async function requeueDue(deps: ScanDeps): Promise<void> {
  const due = await deps.scans.due(REQUEUE_BATCH);
  for (const kind of INTENT_KINDS) {
    const intents = due.filter((intent) => intent.kind === kind);
    if (intents.length > 0) await deps.queue.enqueue(queueOfKind(kind), intents);
  }
}

/** Ends what is past its time or its signatures; one that cannot be ended is told, and holds up no other. */
export async function expireLate(deps: ScanDeps): Promise<void> {
  const ids = await deps.scans.expirable(EXPIRE_LIMIT);
  for (const { item: intentId, error } of await isolateBatches(ids, (some) => expire(deps, some))) {
    deps.log.error({ intentId, err: error }, 'a trade that is over could not be ended; it is tried again');
  }
}

async function expire(deps: ScanDeps, ids: readonly IntentId[]): Promise<void> {
  for (const { id, campaignId } of await deps.scans.expire(ids, toExpiredEvent)) {
    deps.log.warn({ intentId: id }, 'intent expired');
    if (campaignId !== null) deps.bus.wake(campaignId);
  }
}

function toExpiredEvent(intent: ExpirableIntent): NewEvent | null {
  const { organizationId, campaignId, runId, id, sequence } = intent;
  if (campaignId === null) return null;
  const reason = expiryReason(intent) ?? 'TIME_OVER';
  return { organizationId, campaignId, runId, data: { kind: 'TRADE_EXPIRED', intentId: id, sequence, reason } };
}
