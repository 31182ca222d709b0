import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { CampaignStatus } from '#core/domain/campaign/transitions.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { campaignPage } from '#core/store/campaigns.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';

export interface ListCampaignsInput extends PageRequest {
  /** Only campaigns in one of these; all when absent, null or empty. */
  readonly status?: readonly CampaignStatus[] | null | undefined;
}

/** The organisation's campaigns, newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const listCampaigns = (
  deps: { readonly db: Database },
  actor: Actor,
  input: ListCampaignsInput,
): Promise<Page<Campaign>> => {
  const statuses = input.status?.length ? input.status : null;
  return campaignPage(deps.db.as(actor), actor, input, statuses);
};
