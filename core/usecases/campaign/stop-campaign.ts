import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { RunStatus } from '#core/domain/campaign/transitions.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { Transaction } from '#core/store/db.ts';
import { appendEvent } from '#core/store/events.ts';
import { cancelUnsigned, countPending } from '#core/store/executions.ts';
import { endRun, stopRun, uncommit } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';
import { announce, type OperateDeps, type OperateInput, operate } from './operate.ts';

/** Why a run that a person stopped has ended. */
const STOPPED_BY_PERSON = 'STOPPED';

/**
 * Stops (C-05): cancels what is not signed, at once; the run ends when the last live signature has, which may be now.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, ILLEGAL_TRANSITION, CONFLICT
 */
export const stopCampaign = (deps: OperateDeps, actor: Actor, input: OperateInput): Promise<Campaign> =>
  operate(deps, actor, input, 'STOP', async (tx, campaign, runId) => {
    await stopRun(tx, actor, runId);
    await announce(tx, actor, { campaignId: campaign.id, runId, status: 'STOPPING' });
    await cancelTrades(tx, actor, campaign.id, runId);
    return endIfIdle(tx, actor, campaign.id, runId);
  });

async function cancelTrades(tx: Transaction, actor: Actor, campaignId: CampaignId, runId: RunId): Promise<void> {
  const cancelled = await cancelUnsigned(tx, actor, runId);
  for (const { id: intentId, sequence } of cancelled) {
    await appendEvent(tx, actor, { campaignId, runId, data: { kind: 'TRADE_CANCELLED', intentId, sequence } });
  }
  const amount = cancelled.reduce((sum, intent) => sum + intent.amountIn, 0n);
  if (amount > 0n) await uncommit(tx, actor, runId, amount);
}

async function endIfIdle(tx: Transaction, actor: Actor, campaignId: CampaignId, runId: RunId): Promise<RunStatus> {
  if ((await countPending(tx, actor, runId)) > 0) return 'STOPPING';
  await endRun(tx, actor, { id: runId, status: 'STOPPED', reason: STOPPED_BY_PERSON });
  await announce(tx, actor, { campaignId, runId, status: 'STOPPED' });
  return 'STOPPED';
}
