import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { stopRun } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';
import { finishStop } from './close-run.ts';
import { announce, type OperateDeps, type OperateInput, operate } from './operate.ts';

/**
 * Stops (C-05): cancels what is not signed, at once; the run ends when the last live signature has, which may be now.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, ILLEGAL_TRANSITION, CONFLICT
 */
export const stopCampaign = (deps: OperateDeps, actor: Actor, input: OperateInput): Promise<Campaign> =>
  operate(deps, actor, input, 'STOP', async (tx, { id: campaignId }, runId) => {
    await stopRun(tx, actor, runId);
    await announce(tx, actor, { campaignId, runId, status: 'STOPPING' });
    return finishStop(tx, actor, { campaignId, runId });
  });
