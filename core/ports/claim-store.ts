/** Steps 2 to 5 of the execution design as Postgres keeps them. Every write is a compare-and-set on fence and state. */
import type { Asset } from '#core/domain/execution/demands.ts';
import type { TradeKind, TransferKind } from '#core/domain/execution/order.ts';
import type { Route } from '#core/domain/execution/route.ts';
import type { Address, AttemptId, CampaignId, IntentId, OrganizationId, RunId, Signature } from '#core/domain/ids.ts';
import type { NewEvent } from './event-log.ts';
import type { QueuedIntent } from './queue.ts';

/** A claim: whoever claims next makes its fence stale. */
export interface Claim {
  readonly intentId: IntentId;
  readonly fence: bigint;
}

interface Claimed {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly sequence: number | null;
  readonly fence: bigint;
  /** The campaign's, read at the claim; 0 without a campaign. */
  readonly generation: bigint;
  /** Base units that leave the wallet. */
  readonly amountIn: bigint;
  readonly notAfter: Date;
  readonly wallet: Address;
  readonly feePayer: Address;
  readonly lastDenial: string | null;
  readonly route: Route;
  /** Lamports offered to the block engine inside the transaction; 0 on the RPC route. */
  readonly tip: bigint;
}

export interface ClaimedTrade extends Claimed {
  readonly kind: TradeKind;
  readonly slippageBps: number;
  readonly limitOut: bigint | null;
  readonly limitIn: bigint | null;
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly venue: string;
  readonly poolAddress: Address;
  readonly baseMint: Address;
  readonly quoteMint: Address;
  readonly baseVault: Address;
  readonly quoteVault: Address;
}

export interface ClaimedTransfer extends Claimed {
  readonly kind: TransferKind;
  readonly asset: Asset;
  readonly destination: Address;
}

/** An intent, claimed. */
export type ClaimedIntent = ClaimedTrade | ClaimedTransfer;

/** A claim given back, due again later. */
export interface Release extends Claim {
  readonly retryInMs: number;
}

/** Why a claimed intent was not signed. */
export interface ClaimDenial extends Release {
  readonly code: string;
  /** Stored with the denial; null where the signer has stored it already. */
  readonly detail: Record<string, unknown> | null;
  /** Appended with it; null when nobody has to be told. */
  readonly event: NewEvent | null;
}

export interface LiveBytes {
  readonly attemptId: AttemptId;
  readonly intentId: IntentId;
  readonly signature: Signature;
  /** As committed: what is sent is never anything else (I5). */
  readonly raw: Uint8Array;
  readonly route: Route;
  /** Since it was signed, by Postgres' clock. */
  readonly ageMs: number;
}

export interface ClaimStore {
  /**
   * Claims intents, each at the fence its job was made for. Left out is what there is nothing to do for: claimed since, not
   * due, terminal, signed, paused, or its wallet's ledger not opened yet.
   */
  claim(jobs: readonly QueuedIntent[]): Promise<readonly ClaimedIntent[]>;
  /** Begins the leases anew. Answers the intents whose claim is still ours. */
  renew(claims: readonly Claim[]): Promise<ReadonlySet<IntentId>>;
  release(releases: readonly Release[]): Promise<void>;
  /** Releases, and stores why, in one transaction. Answers the intents whose claim was still ours. */
  deny(denials: readonly ClaimDenial[]): Promise<ReadonlySet<IntentId>>;
  /** The live attempts of these intents. */
  liveBytes(intentIds: readonly IntentId[]): Promise<readonly LiveBytes[]>;
  /** A hint for the next rebroadcast, never evidence. */
  markSent(ids: readonly AttemptId[]): Promise<void>;
}
