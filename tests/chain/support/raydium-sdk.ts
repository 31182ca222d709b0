/** Raydium's SDK used as its own examples use it, as a second opinion on pools, quotes and swaps. */
import {
  LIQUIDITY_STATE_LAYOUT_V4,
  Liquidity,
  type LiquidityPoolKeysV4,
  type LiquidityStateV4,
  MARKET_STATE_LAYOUT_V3,
  Market,
  type MarketStateV3,
  Percent,
  parseBigNumberish,
  SPL_MINT_LAYOUT,
  Token,
  TokenAmount,
} from '@raydium-io/raydium-sdk';
import { TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { type Connection, PublicKey } from '@solana/web3.js';

async function read(connection: Connection, address: PublicKey) {
  const account = await connection.getAccountInfo(address);
  if (account === null) throw new Error(`no account at ${address.toBase58()}`);
  return account;
}

type MarketKeys = Pick<MarketStateV3, 'baseVault' | 'quoteVault' | 'bids' | 'asks' | 'eventQueue'>;

/** The pool keys of the SDK's examples (`formatAmmKeysById`) from decoded accounts. */
function keysOf(id: PublicKey, programId: PublicKey, state: LiquidityStateV4, lpDecimals: number, market: MarketKeys) {
  const { marketProgramId, marketId } = state;
  const keys: LiquidityPoolKeysV4 = {
    ...{ id, programId, version: 4, marketVersion: 3, lpDecimals, lookupTableAccount: PublicKey.default },
    ...{ baseMint: state.baseMint, quoteMint: state.quoteMint, lpMint: state.lpMint },
    ...{ baseDecimals: state.baseDecimal.toNumber(), quoteDecimals: state.quoteDecimal.toNumber() },
    ...{ authority: Liquidity.getAssociatedAuthority({ programId }).publicKey },
    ...{ openOrders: state.openOrders, targetOrders: state.targetOrders, withdrawQueue: state.withdrawQueue },
    ...{ baseVault: state.baseVault, quoteVault: state.quoteVault, lpVault: state.lpVault },
    ...{ marketProgramId, marketId, marketBids: market.bids, marketAsks: market.asks },
    ...{ marketBaseVault: market.baseVault, marketQuoteVault: market.quoteVault, marketEventQueue: market.eventQueue },
    marketAuthority: Market.getAssociatedAuthority({ programId: marketProgramId, marketId }).publicKey,
  };
  return keys;
}

/** Reads pool, liquidity mint and market, as the SDK's examples do. */
export async function fetchPoolKeys(connection: Connection, id: PublicKey): Promise<LiquidityPoolKeysV4> {
  const pool = await read(connection, id);
  const state = LIQUIDITY_STATE_LAYOUT_V4.decode(pool.data);
  const market = MARKET_STATE_LAYOUT_V3.decode((await read(connection, state.marketId)).data);
  const lpMint = SPL_MINT_LAYOUT.decode((await read(connection, state.lpMint)).data);
  return keysOf(id, pool.owner, state, lpMint.decimals, market);
}

/** Pool keys for a quote alone, which looks at the mints and the version only. */
export function quotingKeys(id: PublicKey, programId: PublicKey, data: Buffer): LiquidityPoolKeysV4 {
  const none = PublicKey.default;
  const market = { baseVault: none, quoteVault: none, bids: none, asks: none, eventQueue: none };
  const state = LIQUIDITY_STATE_LAYOUT_V4.decode(data);
  const marketProgramId = programId;
  return keysOf(id, programId, { ...state, marketProgramId, marketId: id }, 0, market);
}

export interface SdkQuoteRequest {
  readonly poolKeys: LiquidityPoolKeysV4;
  readonly baseReserve: bigint;
  readonly quoteReserve: bigint;
  readonly inputMint: PublicKey;
  readonly amountIn: bigint;
}

/** `Liquidity.computeAmountOut` with a slippage of zero. */
export function sdkQuote({ poolKeys, baseReserve, quoteReserve, inputMint, amountIn }: SdkQuoteRequest) {
  const base = new Token(TOKEN_PROGRAM_ID, poolKeys.baseMint, poolKeys.baseDecimals);
  const quote = new Token(TOKEN_PROGRAM_ID, poolKeys.quoteMint, poolKeys.quoteDecimals);
  const [tokenIn, tokenOut] = inputMint.equals(poolKeys.baseMint) ? [base, quote] : [quote, base];
  const zero = parseBigNumberish(0);
  const result = Liquidity.computeAmountOut({
    poolKeys,
    poolInfo: {
      ...{ status: parseBigNumberish(6), startTime: zero, lpSupply: zero, lpDecimals: poolKeys.lpDecimals },
      ...{ baseDecimals: poolKeys.baseDecimals, quoteDecimals: poolKeys.quoteDecimals },
      ...{ baseReserve: parseBigNumberish(baseReserve), quoteReserve: parseBigNumberish(quoteReserve) },
    },
    amountIn: new TokenAmount(tokenIn, parseBigNumberish(amountIn)),
    currencyOut: tokenOut,
    slippage: new Percent(0),
  });
  return { amountOut: BigInt(result.amountOut.raw.toString()), fee: BigInt(result.fee.raw.toString()) };
}
