/** How far campaigns have come. Numbers alone, for whoever has been let in to read them: the one reading across organisations. */
import type { CampaignId } from '#core/domain/ids.ts';
import type { Schedule } from './db.ts';

/** The number of each campaign's last event; campaigns without one are left out. */
export async function eventHeads(
  db: Schedule,
  campaignIds: readonly CampaignId[],
): Promise<ReadonlyMap<CampaignId, bigint>> {
  const rows = await db.query<{ campaignId: CampaignId; lastSeq: bigint }>({
    name: 'event-heads',
    text: `SELECT campaign_id AS "campaignId", last_seq AS "lastSeq" FROM campaign_event_seqs WHERE campaign_id = ANY($1::uuid[])`,
    values: [campaignIds],
  });
  return new Map(rows.map((row) => [row.campaignId, row.lastSeq]));
}
