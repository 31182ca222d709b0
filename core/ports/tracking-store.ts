/** Steps 5 to 7 of the execution design as Postgres keeps them: what is live, and how it ends. Every write expects LIVE. */
import type { Asset } from '#core/domain/execution/demands.ts';
import type { DeathEvidence } from '#core/domain/execution/evidence.ts';
import type { IntentKind, TradeKind, TransferKind } from '#core/domain/execution/order.ts';
import type { Route } from '#core/domain/execution/route.ts';
import type {
  Address,
  AttemptId,
  CampaignId,
  IntentId,
  OrganizationId,
  RunId,
  Signature,
  WalletId,
} from '#core/domain/ids.ts';
import type { EntryFigures } from '#core/domain/ledger/entries.ts';
import type { FillFigures } from '#core/domain/ledger/fill.ts';
import type { Heights } from './chain.ts';
import type { LiveBytes } from './claim-store.ts';
import type { NewEvent } from './event-log.ts';

/** As much of a live attempt as every round needs. */
export interface LiveAttempt {
  readonly id: AttemptId;
  readonly intentId: IntentId;
  readonly signature: Signature;
  readonly blockhashSlot: bigint;
  readonly deathBound: bigint;
  readonly freshnessBound: bigint;
  readonly confirmedSlot: bigint | null;
  /** Since the bytes were last given to an endpoint, or signed. */
  readonly sentAgoMs: number;
  readonly reviewReason: string | null;
}

interface AttemptParties {
  readonly id: AttemptId;
  readonly intentId: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly sequence: number | null;
  readonly signature: Signature;
  readonly walletId: WalletId;
  readonly wallet: Address;
  readonly feePayerWalletId: WalletId;
  readonly feePayer: Address;
  readonly amountIn: bigint;
  readonly route: Route;
  /** Lamports the transaction pays to the block engine when it lands well. */
  readonly tip: bigint;
}

/** Who traded what, and the quote it was built on. */
export interface AttemptTrade extends AttemptParties {
  readonly kind: TradeKind;
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly quotedOut: bigint;
  readonly poolFee: bigint;
}

/** Who sent what to whom. */
export interface AttemptTransfer extends AttemptParties {
  readonly kind: TransferKind;
  readonly asset: Asset;
  readonly destination: Address;
}

/** What an attempt is about. */
export type AttemptOrder = AttemptTrade | AttemptTransfer;

/** First sight at `confirmed`. */
export interface Sighting {
  readonly attemptId: AttemptId;
  readonly slot: bigint;
  readonly event: NewEvent | null;
}

/** Entries of one wallet for one finalized transaction. */
export interface Booking {
  readonly organizationId: OrganizationId;
  readonly walletId: WalletId;
  readonly signature: Signature;
  readonly slot: bigint;
  readonly attemptId: AttemptId | null;
  readonly entries: readonly EntryFigures[];
}

/** A landing, finalized and agreed, with everything that follows from it. */
export interface Landing {
  readonly order: AttemptOrder;
  readonly slot: bigint;
  readonly blockTime: Date | null;
  /** Null when it did what it should. */
  readonly error: unknown;
  /** Null when it landed with an error, or nothing was traded. */
  readonly fill: (FillFigures & { readonly id: string; readonly slippageBps: number }) | null;
  readonly bookings: readonly Booking[];
  readonly event: NewEvent | null;
}

export interface Death {
  readonly attemptId: AttemptId;
  readonly intentId: IntentId;
  readonly evidence: DeathEvidence;
}

/** An intent that may be signed again. */
export interface Buried {
  readonly intentId: IntentId;
  readonly kind: IntentKind;
  readonly fence: bigint;
}

export interface Review {
  readonly attemptId: AttemptId;
  readonly intentId: IntentId;
  readonly reason: string;
}

export interface TrackingStore {
  /** All live attempts, oldest first; where `withinMs` is given, at least those signed since then by Postgres' clock. */
  live(withinMs?: number): Promise<readonly LiveAttempt[]>;
  orders(ids: readonly AttemptId[]): Promise<readonly AttemptOrder[]>;
  /** The bytes of those of them that are still live. */
  bytes(ids: readonly AttemptId[]): Promise<readonly LiveBytes[]>;
  /** A hint for the next rebroadcast, never evidence. */
  markSent(ids: readonly AttemptId[]): Promise<void>;
  /** Answers which of them were live and not marked before. */
  recordConfirmed(seen: readonly Sighting[]): Promise<ReadonlySet<AttemptId>>;
  /** Attempt, intent, reservations, run, fill, ledger and event in one transaction. Answers which were live until now. */
  recordLanded(landings: readonly Landing[]): Promise<ReadonlySet<AttemptId>>;
  /** Closes as dead, releases what was reserved, and makes the intents due again. Evidence that proves nothing is refused. */
  recordDead(deaths: readonly Death[]): Promise<readonly Buried[]>;
  /** Asks an operator to look; the attempts stay live. Answers those not marked so before. */
  markForReview(reviews: readonly Review[]): Promise<ReadonlySet<AttemptId>>;
  /** Remembers how far the chain is final; never goes back. */
  rememberFinalized(heights: Heights): Promise<void>;
}
