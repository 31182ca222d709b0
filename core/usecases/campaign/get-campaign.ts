import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { campaignsByIds, findCampaign } from '#core/store/campaigns.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';

/** @throws AppError NOT_FOUND */
export async function getCampaign(deps: { readonly db: Database }, actor: Actor, id: string): Promise<Campaign> {
  return found(await findCampaign(deps.db.as(actor), actor, id), 'campaign');
}

/** Those of the campaigns that the organisation has, in no order: for a loader. */
export const getCampaigns = (
  deps: { readonly db: Database },
  actor: Actor,
  ids: readonly string[],
): Promise<Campaign[]> => campaignsByIds(deps.db.as(actor), actor, ids);
