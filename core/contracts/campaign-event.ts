/**
 * What happened to a campaign, as stored in `campaign_events` and carried to every client. Amounts are decimal strings.
 * New fields are optional: an old reader must understand a new event.
 */
import { z } from 'zod';

const amount = z.string().regex(/^\d{1,20}$/);
const trade = { intentId: z.string(), sequence: z.number().int().nullable() };

export const campaignEventData = z.discriminatedUnion('kind', [
  /** `unspent` comes with the run's end: what is left of the budget. */
  z.object({
    kind: z.literal('RUN_STATUS'),
    status: z.string(),
    reason: z.string().optional(),
    unspent: amount.optional(),
  }),
  /** An intent was made: the job is queued. */
  z.object({ kind: z.literal('TRADE_DUE'), ...trade, amountIn: amount }),
  /** Not signed this time; the intent stays pending until its `notAfter`. */
  z.object({ kind: z.literal('TRADE_DENIED'), ...trade, code: z.string(), detail: z.string().optional() }),
  /** First seen at `confirmed`: provisional, amounts from that block's own balances. */
  z.object({
    kind: z.literal('TRADE_LANDED'),
    ...trade,
    signature: z.string(),
    slot: z.string(),
    inputAmount: amount,
    outputAmount: amount,
  }),
  /** Finalized and agreed: fill and ledger are written. */
  z.object({
    kind: z.literal('TRADE_FILLED'),
    ...trade,
    signature: z.string(),
    slot: z.string(),
    inputAmount: amount,
    outputAmount: amount,
    baseFee: amount,
    priorityFee: amount,
    /** Left out by events from before there were tips. */
    tip: amount.optional(),
  }),
  /** Landed with an error: the fee is gone, nothing was traded. */
  z.object({ kind: z.literal('TRADE_FAILED'), ...trade, signature: z.string(), error: z.string() }),
  z.object({ kind: z.literal('TRADE_EXPIRED'), ...trade, reason: z.string() }),
  z.object({ kind: z.literal('TRADE_CANCELLED'), ...trade }),
]);

export type CampaignEventData = z.infer<typeof campaignEventData>;
export type CampaignEventKind = CampaignEventData['kind'];

export interface CampaignEvent {
  readonly organizationId: string;
  readonly campaignId: string;
  readonly runId: string | null;
  /** Position in the campaign's own sequence, from 1, without gaps. */
  readonly seq: bigint;
  readonly at: Date;
  readonly data: CampaignEventData;
}
