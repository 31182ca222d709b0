import type { CampaignEvent } from '#core/contracts/campaign-event.ts';
import { appError } from '#core/domain/errors.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import { LARGEST_EVENT_PAGE } from '#core/domain/page.ts';
import { eventsAfter, lastSeqs } from '#core/store/campaign-events.ts';
import { findCampaign } from '#core/store/campaigns.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';

export interface ListEventsInput {
  readonly campaignId: string;
  /** The last number already seen; 0 for all. */
  readonly afterSeq: bigint;
  /** How many at the most, 1 … 1000. */
  readonly first: number;
}

/**
 * The campaign's events after a number, in order, without gaps (L-02).
 * @throws AppError NOT_FOUND, BAD_USER_INPUT
 */
export async function listEvents(
  deps: { readonly db: Database },
  actor: Actor,
  input: ListEventsInput,
): Promise<CampaignEvent[]> {
  const { first, afterSeq } = input;
  if (!Number.isInteger(first) || first < 1 || first > LARGEST_EVENT_PAGE) {
    throw appError('BAD_USER_INPUT', { field: 'first', rule: `must be 1 to ${LARGEST_EVENT_PAGE}` });
  }
  const { id } = found(await findCampaign(deps.db.as(actor), actor, input.campaignId), 'campaign');
  return eventsAfter(deps.db.as(actor), actor, { campaignId: id, afterSeq, limit: first });
}

/** The number of each campaign's last event, 0 before the first: for a loader. */
export async function getLastSeqs(
  deps: { readonly db: Database },
  actor: Actor,
  campaignIds: readonly CampaignId[],
): Promise<ReadonlyMap<CampaignId, bigint>> {
  const known = await lastSeqs(deps.db.as(actor), actor, campaignIds);
  return new Map(campaignIds.map((id) => [id, known.get(id) ?? 0n]));
}
