/**
 * The scan over Postgres: whatever the queue lost is handed over again, what can no longer be signed expires, and runs whose
 * last trade has ended end. Everything found here is found again next time if this process dies half way.
 */
import { queueOfKind } from '#core/contracts/queues.ts';
import { campaignStatusOf, transition } from '#core/domain/campaign/transitions.ts';
import { expiryReason } from '#core/domain/execution/policy.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import { beginCampaignRun } from '#core/store/campaigns.ts';
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
import { endRun } from '#core/store/runs.ts';
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

export async function finishRuns(deps: MachineDeps): Promise<void> {
  for (const { id, campaignId } of await finishedRuns(deps.db, FINISH_BATCH)) {
    if (await finishRun(deps, id, campaignId)) deps.bus.wake(campaignId);
  }
}

/** Ends the run under the campaign's lock, as every change of its state does. Whether it was to be ended. */
async function finishRun(deps: MachineDeps, runId: RunId, campaignId: CampaignId): Promise<boolean> {
  return deps.db.transaction(async (tx) => {
    await lockExclusive(tx, { campaignId });
    const run = await takeFinishedRun(tx, runId);
    if (run === null) return false;
    const status = endStatus(run);
    const reason = run.endReason ?? 'STOPPED';
    await endRun(tx, run, { id: run.id, status, reason });
    await beginCampaignRun(tx, run, { id: campaignId, runId, status: campaignStatusOf(status) });
    const unspent = (run.budget - run.spent).toString();
    await appendEvents(tx, [{ ...run, runId, data: { kind: 'RUN_STATUS', status, reason, unspent } }]);
    deps.log.info({ runId, campaignId, status, reason, unspent }, 'run ended');
    return true;
  });
}

function endStatus(run: FinishedRun): 'STOPPED' | 'COMPLETED' {
  const end = transition(run.status, run.status === 'STOPPING' ? 'FINISH_STOP' : 'COMPLETE');
  if (end.kind !== 'next' || (end.phase !== 'STOPPED' && end.phase !== 'COMPLETED')) {
    throw new Error(`a run that is ${run.status} does not end by itself`);
  }
  return end.phase;
}
