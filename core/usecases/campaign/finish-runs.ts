/** Ends runs whose last trade has ended. Found again next time if this process dies half way. */
import { campaignStatusOf, type RunStatus, transition } from '#core/domain/campaign/transitions.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import { setCampaignRun } from '#core/store/campaigns.ts';
import type { Transaction } from '#core/store/db.ts';
import { type FinishedRun, finishedRuns, takeFinishedRun } from '#core/store/finished-runs.ts';
import { lockExclusive } from '#core/store/locks.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { closeRun, finishStop, type HeldRun } from './close-run.ts';

const FINISH_BATCH = 50;

type FinishDeps = Pick<DatabaseDeps, 'db' | 'schedule' | 'log'> & { readonly bus: Pick<EventBus, 'wake'> };

type RunToFinish = Pick<FinishedRun, 'id' | 'organizationId' | 'campaignId'>;

/** One run that cannot be ended is told, and holds up no other. */
export async function finishRuns(deps: FinishDeps): Promise<void> {
  for (const finished of await finishedRuns(deps.schedule, FINISH_BATCH)) {
    const { id: runId, campaignId } = finished;
    try {
      if (await finishRun(deps, finished)) deps.bus.wake(campaignId);
    } catch (error) {
      deps.log.error({ runId, campaignId, err: error }, 'a run that is over could not be ended; it is tried again');
    }
  }
}

/** Ends the run under the campaign's lock, as every change of its state does. Whether it has ended. */
async function finishRun(deps: FinishDeps, { id: runId, campaignId, ...tenant }: RunToFinish): Promise<boolean> {
  return deps.db.transaction(tenant, async (tx) => {
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
