import type { Fill } from '#core/domain/campaign/fill.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Database } from '#core/store/db.ts';
import { fillPages } from '#core/store/fills.ts';
import type { Actor } from '#core/store/tenant.ts';

/** A page of fills for each campaign, newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const listFills = (
  deps: { readonly db: Database },
  actor: Actor,
  campaignIds: readonly CampaignId[],
  page: PageRequest,
): Promise<ReadonlyMap<CampaignId, Page<Fill>>> => fillPages(deps.db.as(actor), actor, campaignIds, page);
