/**
 * A place to trade, as strategies, worker and signer see it: it names the accounts to read, makes sense of their bytes,
 * quotes, and builds instructions. It reads nothing itself and never sends.
 */
import type { Address, IntentId } from '#core/domain/ids.ts';
import type { Lamports, TokenAmount } from '#core/domain/money.ts';
import type { AccountData, ChainEndpoint } from '#core/ports/chain.ts';
import type { Instruction } from '#core/ports/message.ts';

export type VenueId = 'raydium-amm-v4';

/** What names a pool's accounts; fixed for the life of the pool. */
export interface PoolKeys {
  readonly address: Address;
  readonly baseMint: Address;
  readonly quoteMint: Address;
  readonly baseVault: Address;
  readonly quoteVault: Address;
}

/** A pool at one moment. Reserves are what can be traded against, in base units. */
export interface PoolState extends PoolKeys {
  readonly venue: VenueId;
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
  readonly baseReserve: TokenAmount;
  readonly quoteReserve: TokenAmount;
  /** The swap fee is this share of the input. */
  readonly feeNumerator: bigint;
  readonly feeDenominator: bigint;
  /** Unix seconds before which the pool refuses swaps; null when it is open. */
  readonly opensAt: bigint | null;
}

export interface ExactInRequest {
  readonly pool: PoolState;
  readonly inputMint: Address;
  /** Above zero. */
  readonly amountIn: TokenAmount;
  /** 0 … 10,000. */
  readonly slippageBps: number;
}

export interface SwapQuote {
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly amountIn: TokenAmount;
  readonly amountOut: TokenAmount;
  /** `amountOut` less the slippage, rounded down, and never below one. */
  readonly minAmountOut: TokenAmount;
  /** Part of the input that the pool keeps. */
  readonly fee: TokenAmount;
  readonly reserveIn: TokenAmount;
  readonly reserveOut: TokenAmount;
  /** Base units of output for one of input, before fee and impact. */
  readonly spotPrice: { readonly numerator: bigint; readonly denominator: bigint };
  readonly priceImpactBps: bigint;
}

export interface SwapOrder {
  /** Names the token account that wrapped SOL passes through. */
  readonly intentId: IntentId;
  /** Owns and signs for the input. */
  readonly wallet: Address;
  /** Pays fees and the rent of the output's token account; may be the wallet. */
  readonly feePayer: Address;
  readonly pool: PoolKeys;
  readonly inputMint: Address;
  readonly amountIn: TokenAmount;
  /** The swap fails when it would give less. */
  readonly minAmountOut: TokenAmount;
  readonly computeUnitLimit: number;
  /** Micro-lamports a compute unit. */
  readonly computeUnitPrice: bigint;
}

/** The reading that finding pools takes; any endpoint can do it. */
export type PoolReader = Pick<ChainEndpoint, 'accounts' | 'programAccounts'>;

export interface Venue {
  readonly id: VenueId;
  /** Lamports that a swap from or to SOL holds for its own length, beyond its input. */
  readonly transientRent: Lamports;

  /**
   * The addresses of a pool from its own account: the first of two readings of a pool not seen before.
   * @throws AppError NOT_A_POOL
   */
  poolKeys(address: Address, account: AccountData | null): PoolKeys;

  /** The accounts that `decodePool` wants, in its order: one reading once the keys are known. */
  poolAccounts(keys: PoolKeys): readonly [pool: Address, baseVault: Address, quoteVault: Address];

  /**
   * @param accounts as named by `poolAccounts`, all read at one slot
   * @throws AppError NOT_A_POOL, POOL_CLOSED, TOKEN_PROGRAM_UNSUPPORTED
   */
  decodePool(address: Address, accounts: readonly (AccountData | null)[]): PoolState;

  /**
   * @throws AppError POOL_OF_ANOTHER_MINT, BAD_USER_INPUT (amounts and slippage that cannot be traded), POOL_CLOSED
   * (nothing to trade against)
   */
  quoteExactIn(request: ExactInRequest): SwapQuote;

  /**
   * The whole swap in a fixed order, the same for the same order, so that a signer can build it again and compare.
   * @throws AppError POOL_OF_ANOTHER_MINT
   */
  buildSwap(order: SwapOrder): readonly Instruction[];

  /**
   * Open pools that trade the mint, deepest in it first (T-02).
   * @throws AppError NOT_A_MINT, TOKEN_PROGRAM_UNSUPPORTED
   */
  findPools(mint: Address, reader: PoolReader): Promise<PoolState[]>;
}
