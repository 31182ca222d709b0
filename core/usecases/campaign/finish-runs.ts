/** Ends runs whose last trade has ended. Found again next time if this process dies half way. */
import { campaignStatusOf, type RunStatus, transition } from '#core/domain/campaign/transitions.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import { setCampaignRun } from '#core/store/campaigns.ts';
import type { Transaction } from '#core/store/db.ts';
import { type FinishedRun, finishedRuns, takeFinishedRun } from '#core/store/finished-runs.ts';
import { lockExclusive } from '#core/store/locks.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { closeRun, finishStop, type HeldRun } from './close-run.ts';

const FINISH_BATCH = 50;

type FinishDeps = Pick<DatabaseDeps, 'db' | 'log'> & { readonly bus: Pick<EventBus, 'wake'> };

/** One run that cannot be ended is told, and holds up no other. */
export async function finishRuns(deps: FinishDeps): Promise<void> {
  for (const { id: runId, campaignId } of await finishedRuns(deps.db, FINISH_BATCH)) {
    try {
      if (await finishRun(deps, runId, campaignId)) deps.bus.wake(campaignId);
    } catch (error) {
      deps.log.error({ runId, campaignId, err: error }, 'a run that is over could not be ended; it is tried again');
    }
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
