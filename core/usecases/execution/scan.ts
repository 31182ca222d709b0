/**
 * The scan over Postgres: whatever the queue lost is handed over again, what can no longer be signed expires, and runs whose
 * last trade has ended end. Everything found here is found again next time if this process dies half way.
 */
import { queueOfKind } from '#core/contracts/queues.ts';
import { campaignStatusOf, type RunStatus, transition } from '#core/domain/campaign/transitions.ts';
import { expiryReason } from '#core/domain/execution/policy.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import { setCampaignRun } from '#core/store/campaigns.ts';
import type { Transaction } from '#core/store/db.ts';
import { appendEvents, type NewEvent } from '#core/store/events.ts';
import {
  dueIntents,
  type ExpirableIntent,
  expireIntents,
  type FinishedRun,
  finishedRuns,
  takeExpirable,
  takeFinishedRun,
} from '#core/store/execution-scan.ts';
import { lockExclusive } from '#core/store/locks.ts';
import { closeRun, finishStop, type HeldRun } from '../campaign/close-run.ts';
import type { MachineDeps } from './deps.ts';

const REQUEUE_BATCH = 500;
const EXPIRE_BATCH = 100;
const FINISH_BATCH = 50;

/** One look over everything. */
export async function scan(deps: MachineDeps): Promise<void> {
  await requeueDue(deps);
  await expireLate(deps);
  await finishRuns(deps);
}

/** Hands over again what is due and unclaimed; a job that is still waiting has the same id and is not doubled. */
export async function requeueDue(deps: MachineDeps): Promise<void> {
  const due = await dueIntents(deps.db, REQUEUE_BATCH);
  for (const kind of ['BUY', 'SELL'] as const) {
    const intents = due.filter((intent) => intent.kind === kind);
    if (intents.length > 0) await deps.queue.enqueue(queueOfKind(kind), intents);
  }
}

export async function expireLate(deps: MachineDeps): Promise<void> {
  const expired = await deps.db.transaction(async (tx) => {
    const intents = await takeExpirable(tx, EXPIRE_BATCH);
    if (intents.length === 0) return intents;
    await expireIntents(
      tx,
      intents.map(({ id }) => id),
    );
    await appendEvents(tx, intents.flatMap(toExpiredEvent));
    return intents;
  });
  for (const { id, campaignId } of expired) {
    deps.log.warn({ intentId: id }, 'trade expired');
    if (campaignId !== null) deps.bus.wake(campaignId);
  }
}

function toExpiredEvent(intent: ExpirableIntent): NewEvent[] {
  const { organizationId, campaignId, runId, id, sequence } = intent;
  if (campaignId === null) return [];
  const reason = expiryReason(intent) ?? 'TIME_OVER';
  return [{ organizationId, campaignId, runId, data: { kind: 'TRADE_EXPIRED', intentId: id, sequence, reason } }];
}

type FinishDeps = Pick<MachineDeps, 'db' | 'log'> & { readonly bus: Pick<EventBus, 'wake'> };

export async function finishRuns(deps: FinishDeps): Promise<void> {
  for (const { id, campaignId } of await finishedRuns(deps.db, FINISH_BATCH)) {
    if (await finishRun(deps, id, campaignId)) deps.bus.wake(campaignId);
  }
}

/** Ends the run under the campaign's lock, as every change of its state does. Whether it has ended. */
async function finishRun(deps: FinishDeps, runId: RunId, campaignId: CampaignId): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockExclusive(tx, { campaignId });
    const run = await takeFinishedRun(tx, runId);
    if (run === null) return false;
    const held = { campaignId, runId };
    const status = run.status === 'STOPPING' ? await finishStop(tx, run, held) : await complete(tx, run, held);
    await setCampaignRun(tx, run, { id: campaignId, runId, status: campaignStatusOf(status) });
    if (status !== 'STOPPING') deps.log.info({ runId, campaignId, status }, 'run ended');
    return status !== 'STOPPING';
  });
}

async function complete(tx: Transaction, run: FinishedRun, held: HeldRun): Promise<RunStatus> {
  const end = transition(run.status, 'COMPLETE');
  if (end.kind !== 'next' || end.phase !== 'COMPLETED')
    throw new Error(`a run that is ${run.status} does not complete`);
  await closeRun(tx, run, held, { status: end.phase, reason: run.endReason ?? 'DONE' });
  return end.phase;
}
