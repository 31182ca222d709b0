/** Everything the guards look at, read in the transaction that would store the signature. Amounts are base units. */
import type { CampaignStatus, RunStatus } from '../campaign/transitions.ts';
import type { Cluster } from '../clusters.ts';
import type { Demand } from '../execution/demands.ts';
import type { GuardState } from '../execution/may-sign.ts';
import type { IntentKind } from '../execution/order.ts';
import type { GenesisHash } from '../ids.ts';
import type { LimitPrice } from '../price.ts';
import type { ListedDestination } from '../withdrawal/destination.ts';
import type { Denial } from './denial.ts';

export type GuardScope = 'PLATFORM' | 'ORGANIZATION' | 'WALLET' | 'CAMPAIGN';

/** Limits that hold whatever an intent says (G-02). */
export interface RiskLimits {
  readonly maxSlippageBps: number;
  /** Largest input, as a share of the pool's reserve of it. */
  readonly maxPoolShareBps: number;
  readonly maxLamportsPerTransaction: bigint;
  readonly maxPriorityFeeLamports: bigint;
  readonly maxTipLamports: bigint;
}

export interface GuardedWallet {
  readonly active: boolean;
  /** Whether its key is held here. */
  readonly custodial: boolean;
  readonly genesisHash: GenesisHash;
}

/** A demand beside what there is for it. */
export interface Holding extends Demand {
  /** On chain, as read for this signature. */
  readonly balance: bigint;
  /** What attempts may still take that `balance` does not show. */
  readonly reserved: bigint;
}

export interface GuardView {
  /** Postgres' clock. */
  readonly now: Date;
  readonly limits: RiskLimits;
  readonly chain: { readonly genesisHash: GenesisHash; readonly cluster: Cluster };
  readonly intent: {
    readonly kind: IntentKind;
    readonly genesisHash: GenesisHash;
    readonly amountIn: bigint;
    readonly slippageBps: number;
    readonly limit: LimitPrice | null;
    readonly dueAt: Date;
    readonly notAfter: Date;
    /** Whether its input is part of the run's `signedFor` already. */
    readonly wasSigned: boolean;
  };
  readonly campaign: {
    readonly status: CampaignStatus;
    readonly generation: bigint;
    /** Lamports one of its transactions may offer a block engine. */
    readonly maxTip: bigint;
    /** Null when this build does not know the strategy. */
    readonly rehearsalOnly: boolean | null;
    /** Terms that the intent does not share with it, by their names. */
    readonly differences: readonly string[];
  } | null;
  readonly run: {
    readonly status: RunStatus;
    readonly budget: bigint;
    readonly spent: bigint;
    /** Input of pending intents, this one included. */
    readonly committed: bigint;
    /** Input that live attempts of the run may still take. */
    readonly reserved: bigint;
    /** Input of all its intents that were ever signed, each once: Postgres counts it, and nobody else can write it. */
    readonly signedFor: bigint;
  } | null;
  /** Scopes without a row are ACTIVE and not listed. */
  readonly guardStates: readonly { readonly scope: GuardScope; readonly state: GuardState }[];
  /** Trading wallet and fee payer; one entry when they are the same. */
  readonly wallets: readonly GuardedWallet[];
  /** The campaign's generation at the claim. */
  readonly claimedGeneration: bigint;
  /** What the message asks for, as decoded. */
  readonly order: {
    readonly minOut: bigint;
    /** Lamports. */
    readonly priorityFee: bigint;
    /** Lamports offered to a block engine. */
    readonly tip: bigint;
    /** Whether the whole message is byte for byte what the intent asks for. */
    readonly matches: boolean;
  };
  /** The signer's own, from its own reading; null where nothing is traded. */
  readonly quote: { readonly out: bigint; readonly leastOut: bigint; readonly reserveIn: bigint } | null;
  /** Where money is sent to; null where nothing is sent away. */
  readonly transfer: {
    /** As the organisation has listed it; null when it has not. */
    readonly destination: ListedDestination | null;
  } | null;
  readonly holdings: readonly Holding[];
  readonly blockhashPlausible: boolean;
  /** Opposite trades of one of the two mints by other wallets of the organisation inside the window. */
  readonly oppositeTrades: number;
}

/** One rule. Null when it has nothing against the signature. */
export type Guard = (view: GuardView) => Denial | null;
