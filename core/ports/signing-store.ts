/** What the signer reads and writes in Postgres, by a role of its own (docs/execution.md, steps 3 and 4). */
import type { CampaignStatus, RunStatus } from '#core/domain/campaign/transitions.ts';
import type { Asset } from '#core/domain/execution/demands.ts';
import type { GuardState } from '#core/domain/execution/may-sign.ts';
import type { TradeKind, TransferKind } from '#core/domain/execution/order.ts';
import type { Route } from '#core/domain/execution/route.ts';
import type { IntentState } from '#core/domain/execution/states.ts';
import type {
  Address,
  AttemptId,
  CampaignId,
  GenesisHash,
  IntentId,
  OrganizationId,
  RunId,
  Signature,
  UserId,
  WalletId,
} from '#core/domain/ids.ts';
import type { Denial } from '#core/domain/risk/denial.ts';
import type { GuardScope } from '#core/domain/risk/view.ts';
import type { ListedDestination } from '#core/domain/withdrawal/destination.ts';

/** A wallet that signs, with its key's ciphertext. */
export interface SigningWallet {
  readonly id: WalletId;
  readonly userId: UserId;
  readonly address: Address;
  readonly genesisHash: GenesisHash;
  /** Null for a watch-only wallet. */
  readonly blob: Uint8Array | null;
  readonly dataKey: Uint8Array | null;
}

/** A transaction of the same intent, signed before. */
export interface EarlierSignature {
  readonly signature: Signature;
  /** No block above this height may hold it. */
  readonly deathBound: bigint;
}

interface Signing {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly fence: bigint;
  readonly genesisHash: GenesisHash;
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly limitOut: bigint | null;
  readonly limitIn: bigint | null;
  readonly notAfter: Date;
  readonly route: Route;
  /** Lamports for the block engine; 0 on the RPC route. */
  readonly tip: bigint;
  readonly wallet: SigningWallet;
  readonly feePayer: SigningWallet;
  /** All there were when it was loaded. */
  readonly earlier: readonly EarlierSignature[];
}

export interface SigningTrade extends Signing {
  readonly kind: TradeKind;
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly pool: {
    readonly venue: string;
    readonly address: Address;
    readonly baseMint: Address;
    readonly quoteMint: Address;
    readonly baseVault: Address;
    readonly quoteVault: Address;
  };
}

export interface SigningTransfer extends Signing {
  readonly kind: TransferKind;
  readonly asset: Asset;
  readonly destination: Address;
}

/** What an intent asks for; it never changes once it is written. */
export type SigningIntent = SigningTrade | SigningTransfer;

/** What a signature concerns. */
export interface SigningScope {
  readonly intentId: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  /** Trading wallet first, then the fee payer if it is another. */
  readonly walletIds: readonly WalletId[];
  /** That are traded; none where nothing is. */
  readonly mints: readonly Address[];
  /** Where balances were read: reservations settled after it still count. */
  readonly balanceSlot: bigint;
  /** How far back opposite trades count; null where they are not asked about. */
  readonly selfTradeWindowMs: number | null;
}

/** The rows the guards look at, read under the locks that keep them from changing until the signature is stored. */
export interface GuardRows {
  readonly intentId: IntentId;
  readonly now: Date;
  readonly intent: {
    readonly state: IntentState;
    readonly fence: bigint;
    readonly reviewReason: string | null;
    readonly signatures: number;
    readonly signatureBudget: number;
    readonly hasLiveAttempt: boolean;
    readonly dueAt: Date;
    /** How often it was denied before. */
    readonly denials: number;
  };
  readonly campaign: {
    readonly status: CampaignStatus;
    readonly generation: bigint;
    /** The most lamports one of its transactions may offer a block engine. */
    readonly maxTip: bigint;
    readonly strategy: string;
    readonly strategyVersion: number;
    readonly parameters: unknown;
    /** Terms that the intent does not share with it, by their names; its limit price is among the parameters. */
    readonly differences: readonly string[];
  } | null;
  readonly run: {
    readonly status: RunStatus;
    readonly budget: bigint;
    readonly spent: bigint;
    readonly committed: bigint;
    readonly reserved: bigint;
    /** Input of its intents that were ever signed, each once; no role but the tables' owner writes it. */
    readonly signedFor: bigint;
  } | null;
  readonly guardStates: readonly { readonly scope: GuardScope; readonly state: GuardState }[];
  readonly wallets: readonly {
    readonly active: boolean;
    readonly custodial: boolean;
    readonly genesisHash: GenesisHash;
  }[];
  /** Where the intent sends money, as its organisation has listed it; null when it has not, and where nothing is sent away. */
  readonly destination: ListedDestination | null;
  readonly reserved: readonly { readonly walletId: WalletId; readonly asset: string; readonly amount: bigint }[];
  /** Opposite trades inside the window by other wallets of the organisation; 0 where not asked about. */
  readonly oppositeTrades: number;
}

export interface NewAttempt {
  readonly id: AttemptId;
  readonly intentId: IntentId;
  /** The claim this signature belongs to. */
  readonly fence: bigint;
  readonly organizationId: OrganizationId;
  readonly signature: Signature;
  readonly raw: Uint8Array;
  readonly blockhash: string;
  readonly tip: bigint;
  readonly bounds: { readonly deathBound: bigint; readonly freshnessBound: bigint; readonly firstSlot: bigint };
  readonly quote: {
    readonly slot: bigint;
    readonly out: bigint;
    readonly minOut: bigint;
    readonly fee: bigint;
    readonly reserveIn: bigint;
    readonly reserveOut: bigint;
  };
  readonly reservations: readonly {
    readonly scope: 'WALLET' | 'RUN';
    readonly scopeId: string;
    readonly asset: string;
    readonly amount: bigint;
  }[];
}

/** A refusal, with all its reasons; the intent stays pending and is due again later (G-03). */
export interface NewDenial {
  readonly intentId: IntentId;
  readonly organizationId: OrganizationId;
  readonly fence: bigint;
  /** Gravest first; at least one. */
  readonly denials: readonly Denial[];
  readonly retryInMs: number;
}

/** What becomes of one intent under the locks. */
export type SigningDecision =
  | { readonly kind: 'sign'; readonly attempt: NewAttempt }
  | { readonly kind: 'deny'; readonly denial: NewDenial }
  | { readonly kind: 'stale' };

export interface SigningStore {
  /**
   * Pending intents without a live attempt, with their wallets, keys and pools, each all of one organisation: an intent that
   * names another's is nobody's, and left out.
   */
  load(intentIds: readonly IntentId[]): Promise<readonly SigningIntent[]>;
  /**
   * Step 4, in one transaction: takes the locks of all scopes in their order, reads their rows after it, asks `decide` for each,
   * and stores the attempts with their reservations, and the denials. No two scopes share a wallet, a run or an intent.
   * `decide` does no I/O, and may be asked again when Postgres broke a deadlock. Answers the intents that were stored as decided;
   * missing is one whose claim, state or live attempt was no longer as it must be.
   */
  sign(scopes: readonly SigningScope[], decide: (rows: GuardRows) => SigningDecision): Promise<ReadonlySet<IntentId>>;
  /** What a transaction stored whose COMMIT was never answered. */
  attemptsBySignature(
    attempts: readonly Pick<NewAttempt, 'organizationId' | 'signature'>[],
  ): Promise<ReadonlyMap<Signature, AttemptId>>;
}
