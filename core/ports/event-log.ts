/** Events that are appended in the transaction of what they tell. */
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import type { CampaignId, OrganizationId, RunId } from '#core/domain/ids.ts';

export interface NewEvent {
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId;
  readonly runId: RunId | null;
  readonly data: CampaignEventData;
}
