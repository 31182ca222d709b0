import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { pauseRun } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';
import { announce, type OperateDeps, type OperateInput, operate } from './operate.ts';

/**
 * Pauses (C-05): once this has committed nothing new is signed; live signatures are driven to their end.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, ILLEGAL_TRANSITION, CONFLICT
 */
export const pauseCampaign = (deps: OperateDeps, actor: Actor, input: OperateInput): Promise<Campaign> =>
  operate(deps, actor, input, 'PAUSE', async (tx, campaign, runId) => {
    await pauseRun(tx, actor, runId);
    await announce(tx, actor, { campaignId: campaign.id, runId, status: 'PAUSED' });
    return 'PAUSED';
  });
