/** What one trade really did, from the finalized transaction's own balance changes (C-10). */
import type { Address, AttemptId, CampaignId, IntentId, RunId, Signature, WalletId } from '../ids.ts';

export type Fill = Readonly<{
  id: string;
  intentId: IntentId;
  attemptId: AttemptId;
  campaignId: CampaignId | null;
  runId: RunId | null;
  walletId: WalletId;
  kind: 'BUY' | 'SELL';
  signature: Signature;
  slot: bigint;
  blockTime: Date | null;
  inputMint: Address;
  inputAmount: bigint;
  outputMint: Address;
  outputAmount: bigint;
  quotedOut: bigint;
  baseFee: bigint;
  priorityFee: bigint;
  tip: bigint;
  /** In base units of the input mint. */
  poolFee: bigint;
  /** Lamports locked as rent by this transaction; negative when given back. */
  rent: bigint;
  /** (quoted − received) / quoted in basis points; negative when better than quoted. */
  slippageBps: number;
  createdAt: Date;
}>;
