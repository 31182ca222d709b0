/** A campaign as stored. What it asks for never changes once it has been made; its status follows from its latest run. */

import type { Route } from '../execution/route.ts';
import type { Address, CampaignId, PoolId, RunId, TokenId, WalletId } from '../ids.ts';
import type { CampaignStatus, Phase } from './transitions.ts';

export type Campaign = Readonly<{
  id: CampaignId;
  name: string;
  tokenId: TokenId;
  poolId: PoolId;
  walletId: WalletId;
  strategy: string;
  strategyVersion: number;
  /** As its strategy stores them; amounts are decimal strings. */
  parameters: unknown;
  /** 1 … 5000. */
  slippageBps: number;
  route: Route;
  /** The most lamports one of its transactions may offer a block engine; 0 on the RPC route. */
  maxTip: bigint;
  inputMint: Address;
  outputMint: Address;
  status: CampaignStatus;
  /** Where its latest run stands; `DRAFT` before the first. */
  phase: Phase;
  /** Rises on each pause, resume, stop and edit. */
  generation: bigint;
  currentRunId: RunId | null;
  createdAt: Date;
  updatedAt: Date;
}>;
