/** Appends to a campaign's event log; the number is taken in the caller's transaction, so there are no gaps. */
import type { CampaignEventData } from '#core/contracts/campaign-event.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { NewEvent } from '#core/ports/event-log.ts';
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

/** Appends many events at once, in the order given; each campaign's sequence row stays locked until the transaction ends. */
export async function appendEvents(tx: Transaction, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query({
    name: 'append-events',
    text: `WITH input AS (
             SELECT e.* FROM ROWS FROM (jsonb_to_recordset($1)
               AS (organization_id uuid, campaign_id uuid, run_id uuid, kind text, payload jsonb)) WITH ORDINALITY
               AS e (organization_id, campaign_id, run_id, kind, payload, n)),
           totals AS (SELECT campaign_id, count(*) AS total FROM input GROUP BY campaign_id),
           seqs AS (
             INSERT INTO campaign_event_seqs (campaign_id, last_seq)
             SELECT campaign_id, total FROM totals ORDER BY campaign_id
             ON CONFLICT (campaign_id) DO UPDATE SET last_seq = campaign_event_seqs.last_seq + excluded.last_seq
             RETURNING campaign_id, last_seq)
           INSERT INTO campaign_events (campaign_id, seq, organization_id, run_id, kind, payload)
           SELECT campaign_id, last_seq - total + row_number() OVER (PARTITION BY campaign_id ORDER BY n),
                  organization_id, run_id, kind, payload
           FROM input JOIN totals USING (campaign_id) JOIN seqs USING (campaign_id)`,
    values: [JSON.stringify(events.map(toEventRow))],
  });
}

const toEventRow = (event: NewEvent) => ({
  organization_id: event.organizationId,
  campaign_id: event.campaignId,
  run_id: event.runId,
  kind: event.data.kind,
  payload: event.data,
});
