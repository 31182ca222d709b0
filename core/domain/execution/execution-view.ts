/** An intent and its attempts as people see them. */
import type { AttemptId, CampaignId, IntentId, RunId, Signature } from '../ids.ts';
import type { TradeKind } from './order.ts';
import type { Route } from './route.ts';
import type { AttemptState, IntentState } from './states.ts';

export type AttemptView = Readonly<{
  id: AttemptId;
  intentId: IntentId;
  ordinal: number;
  signature: Signature;
  state: AttemptState;
  signedAt: Date;
  sentAt: Date | null;
  /** First seen at `confirmed`. */
  confirmedAt: Date | null;
  confirmedSlot: bigint | null;
  landedSlot: bigint | null;
  quotedOut: bigint;
  minOut: bigint;
}>;

export type IntentView = Readonly<{
  id: IntentId;
  campaignId: CampaignId | null;
  runId: RunId | null;
  sequence: number | null;
  kind: TradeKind;
  state: IntentState;
  amountIn: bigint;
  route: Route;
  /** Lamports offered to a block engine; 0 on the RPC route. */
  tip: bigint;
  dueAt: Date;
  notAfter: Date;
  /** Why it was not signed the last time. */
  lastDenial: string | null;
  /** Set while an operator has to look. */
  reviewReason: string | null;
  createdAt: Date;
  terminalAt: Date | null;
}>;
