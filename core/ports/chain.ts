/**
 * What Sluice asks of a Solana endpoint. An answer always says at which slot it was given; an error means
 * "this call told me nothing" (docs/execution.md) and never that a transaction is dead.
 */
import type { Address, GenesisHash, Signature } from '#core/domain/ids.ts';
import type { Lamports } from '#core/domain/money.ts';

export type Commitment = 'processed' | 'confirmed' | 'finalized';

export interface Heights {
  readonly slot: bigint;
  readonly blockHeight: bigint;
}

export interface LatestBlockhash {
  readonly blockhash: string;
  readonly lastValidBlockHeight: bigint;
  readonly slot: bigint;
}

export interface AccountData {
  readonly lamports: Lamports;
  readonly owner: Address;
  readonly data: Uint8Array;
}

export interface AccountsAt {
  readonly slot: bigint;
  readonly accounts: readonly (AccountData | null)[];
}

export interface SignatureStatus {
  readonly slot: bigint;
  readonly commitment: Commitment;
  /** Null when it landed well; the runtime's error otherwise. */
  readonly error: unknown;
}

export interface StatusesAt {
  readonly slot: bigint;
  readonly statuses: readonly (SignatureStatus | null)[];
}

export interface TokenBalance {
  readonly account: Address;
  readonly mint: Address;
  readonly owner: Address | null;
  readonly amount: bigint;
}

/** A landed transaction with the balances of every account it named, before and after. */
export interface LandedTransaction {
  readonly signature: Signature;
  readonly slot: bigint;
  readonly blockTime: Date | null;
  readonly error: unknown;
  /** Base plus priority fee. */
  readonly fee: Lamports;
  /** How many signatures it carries: the base fee is 5,000 lamports for each. */
  readonly signatureCount: number;
  readonly accounts: readonly Address[];
  readonly preLamports: readonly bigint[];
  readonly postLamports: readonly bigint[];
  readonly preTokens: readonly TokenBalance[];
  readonly postTokens: readonly TokenBalance[];
  readonly logs: readonly string[];
}

export interface Block {
  readonly slot: bigint;
  readonly blockHeight: bigint;
  readonly blockhash: string;
  readonly previousBlockhash: string;
  readonly signatures: readonly Signature[];
}

export interface SimulationResult {
  readonly slot: bigint;
  readonly error: unknown;
  readonly logs: readonly string[];
  readonly unitsConsumed: bigint;
}

/** One endpoint, and only its own word: evidence is never mixed between endpoints. */
export interface ChainEndpoint {
  /** Address without its keys, fit for logs. */
  readonly name: string;
  genesisHash(signal?: AbortSignal): Promise<GenesisHash>;
  heights(commitment: Commitment, signal?: AbortSignal): Promise<Heights>;
  latestBlockhash(commitment: Commitment, signal?: AbortSignal): Promise<LatestBlockhash>;
  /** All read at one slot, at least `minContextSlot`. At most 100 addresses. */
  accounts(
    addresses: readonly Address[],
    options: { commitment: Commitment; minContextSlot?: bigint },
    signal?: AbortSignal,
  ): Promise<AccountsAt>;
  /** At most 256 signatures; recent-status cache only. */
  statuses(signatures: readonly Signature[], signal?: AbortSignal): Promise<StatusesAt>;
  /** In the order asked, in one call; null for what this endpoint does not know at that commitment. At most 50. */
  transactions(
    signatures: readonly Signature[],
    commitment: 'confirmed' | 'finalized',
    signal?: AbortSignal,
  ): Promise<readonly (LandedTransaction | null)[]>;
  /** Finalized blocks alone; null for a skipped slot. */
  block(slot: bigint, signal?: AbortSignal): Promise<Block | null>;
  /** Slots with a finalized block in the range, both ends included. */
  blockSlots(from: bigint, to: bigint, signal?: AbortSignal): Promise<readonly bigint[]>;
  /**
   * Finalized signatures that touched `address`, newest first, down to but without `until`. At most 1,000. All up to
   * `minContextSlot`, where that is given: an endpoint that has not finalized it refuses.
   */
  signaturesFor(
    address: Address,
    options: { until?: Signature; before?: Signature; limit: number; minContextSlot?: bigint },
    signal?: AbortSignal,
  ): Promise<readonly { signature: Signature; slot: bigint }[]>;
  /** Runs an unsigned message (`sigVerify` off). */
  simulate(message: Uint8Array, minContextSlot: bigint, signal?: AbortSignal): Promise<SimulationResult>;
  /** `skipPreflight`, `maxRetries: 0`. Resolves when the endpoint took the bytes, which proves nothing. */
  send(raw: Uint8Array, signal?: AbortSignal): Promise<void>;
  /** The wallet's token accounts of both token programs, read at `minContextSlot` or later. */
  tokenAccountsOf(
    owner: Address,
    options: { commitment: Commitment; minContextSlot?: bigint },
    signal?: AbortSignal,
  ): Promise<readonly TokenBalance[]>;
  /** What recent blocks charged transactions that lock these accounts, in micro-lamports per compute unit. */
  recentPriorityFees(addresses: readonly Address[], signal?: AbortSignal): Promise<readonly bigint[]>;
  /** Program accounts that match every filter; used to find pools. */
  programAccounts(
    program: Address,
    filters: readonly ({ dataSize: number } | { offset: number; bytes: string })[],
    signal?: AbortSignal,
  ): Promise<readonly { address: Address; account: AccountData }[]>;
}

/**
 * Whether an endpoint is asked at all: `open` while it is left alone for a time after failures, `half-open` until it then answers
 * a probe.
 */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** `READY` once its genesis hash and heights have been found right; otherwise why its word does not count. */
export type EndpointStanding = 'READY' | 'NOT_ASKED' | 'UNREACHABLE' | 'ANOTHER_CHAIN' | 'HEIGHT_WENT_BACK';

/** An endpoint as this process sees it, for whoever runs Sluice. */
export interface EndpointStatus {
  /** Address without its keys. */
  readonly name: string;
  readonly standing: EndpointStanding;
  readonly breaker: BreakerState;
  /** Share of recent calls without an answer, 0 … 1. */
  readonly errorRate: number;
  /** Of recent calls that were answered; null without any. */
  readonly latencyMs: { readonly p50: number; readonly p95: number } | null;
  /** Slots behind the furthest endpoint when it was last examined. */
  readonly slotLag: bigint;
  /** Highest it has shown, or the one stored by an earlier process. */
  readonly finalizedHeight: bigint;
  /** Requests its rate limit leaves just now; null without a limit. */
  readonly tokensLeft: number | null;
  /** Why the last call that failed did, and when. */
  readonly lastError: { readonly failure: string; readonly code: number | null; readonly at: Date } | null;
}

/** The configured endpoints: one to read from and send through, all of them to ask for evidence. */
export interface Chain {
  readonly genesisHash: GenesisHash;
  /** How many endpoints must agree before something counts as landed or dead: two where two are configured. */
  readonly quorum: number;
  /** The healthiest endpoint just now. @throws AppError CHAIN_UNAVAILABLE when none answers. */
  best(): ChainEndpoint;
  /**
   * Reads from the healthiest endpoint and, where that gives no answer in time, from the next.
   * @throws the last endpoint's error, AppError CHAIN_UNAVAILABLE when there is none, or the signal's reason.
   */
  read<T>(work: (endpoint: ChainEndpoint) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Every endpoint whose word is evidence: right genesis hash, finalized height not going back. */
  witnesses(): readonly ChainEndpoint[];
  /** Gives the same bytes to every healthy endpoint, several together; failures are swallowed, for they prove nothing. */
  broadcast(raws: readonly Uint8Array[]): Promise<void>;
  /** Highest slot and block height any endpoint has shown so far, of those not found to be wrong. */
  highest(): Heights;
  /** In the order of the configuration. */
  status(): readonly EndpointStatus[];
  close(): Promise<void>;
}
