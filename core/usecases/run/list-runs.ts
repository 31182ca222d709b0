import type { Run } from '#core/domain/campaign/run.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Database } from '#core/store/db.ts';
import { runPages } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';

/** A page of runs for each campaign, newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const listRuns = (
  deps: { readonly db: Database },
  actor: Actor,
  campaignIds: readonly CampaignId[],
  page: PageRequest,
): Promise<ReadonlyMap<CampaignId, Page<Run>>> => runPages(deps.db.as(actor), actor, campaignIds, page);
