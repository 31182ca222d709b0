/** Reads a campaign's event log; `events.ts` appends to it. */
import { type CampaignEvent, campaignEventData } from '#core/contracts/campaign-event.ts';
import type { CampaignId } from '#core/domain/ids.ts';
import type { Executor } from './db.ts';
import type { Tenant } from './tenant.ts';

type Stored = Omit<CampaignEvent, 'data'> & { payload: unknown };

/** The campaign's events after number `afterSeq`, in order, at most `limit`. */
export async function eventsAfter(
  db: Executor,
  tenant: Tenant,
  from: { campaignId: CampaignId; afterSeq: bigint; limit: number },
): Promise<CampaignEvent[]> {
  const rows = await db.query<Stored>({
    name: 'events-after',
    text: `SELECT organization_id AS "organizationId", campaign_id AS "campaignId", run_id AS "runId", seq, at, payload
           FROM campaign_events WHERE organization_id = $1 AND campaign_id = $2 AND seq > $3 ORDER BY seq LIMIT $4`,
    values: [tenant.organizationId, from.campaignId, from.afterSeq, from.limit],
  });
  return rows.map(({ payload, ...event }) => ({ ...event, data: campaignEventData.parse(payload) }));
}

/** The number of each campaign's last event; campaigns without one are left out. */
export async function lastSeqs(
  db: Executor,
  tenant: Tenant,
  campaignIds: readonly CampaignId[],
): Promise<ReadonlyMap<CampaignId, bigint>> {
  const rows = await db.query<{ campaignId: CampaignId; lastSeq: bigint }>({
    name: 'last-seqs',
    text: `SELECT s.campaign_id AS "campaignId", s.last_seq AS "lastSeq"
           FROM campaign_event_seqs s JOIN campaigns c ON c.id = s.campaign_id
           WHERE c.organization_id = $1 AND s.campaign_id = ANY($2::uuid[])`,
    values: [tenant.organizationId, campaignIds],
  });
  return new Map(rows.map((row) => [row.campaignId, row.lastSeq]));
}
