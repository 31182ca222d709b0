/** Appends to a campaign's event log; the number is taken in the caller's transaction, so there are no gaps. */
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

/** Returns the event's number. The campaign's sequence row stays locked until the transaction ends. */
export async function appendEvent(
  tx: Transaction,
  tenant: Tenant,
  event: { campaignId: CampaignId; runId: RunId | null; data: CampaignEventData },
): Promise<bigint> {
  const [row] = await tx.query<{ seq: bigint }>({
    name: 'append-event',
    text: `WITH next AS (
             INSERT INTO campaign_event_seqs (campaign_id, last_seq) VALUES ($1, 1)
             ON CONFLICT (campaign_id) DO UPDATE SET last_seq = campaign_event_seqs.last_seq + 1
             RETURNING last_seq)
           INSERT INTO campaign_events (campaign_id, seq, organization_id, run_id, kind, payload)
           SELECT $1, last_seq, $2, $3, $4, $5 FROM next
           RETURNING seq`,
    values: [event.campaignId, tenant.organizationId, event.runId, event.data.kind, JSON.stringify(event.data)],
  });
  if (row === undefined) throw new Error('the event was not appended');
  return row.seq;
}
