import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { resumeRun } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';
import { announce, type OperateDeps, type OperateInput, operate } from './operate.ts';

/**
 * Goes on from where the campaign was paused (C-05). The strategy spreads what is left over the time left; nothing is caught up on.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, ILLEGAL_TRANSITION, CONFLICT
 */
export const resumeCampaign = (deps: OperateDeps, actor: Actor, input: OperateInput): Promise<Campaign> =>
  operate(deps, actor, input, 'RESUME', async (tx, campaign, runId) => {
    await resumeRun(tx, actor, runId);
    await announce(tx, actor, { campaignId: campaign.id, runId, status: 'RUNNING' });
    return 'RUNNING';
  });
