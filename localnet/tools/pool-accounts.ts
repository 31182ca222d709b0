import { createHash } from 'node:crypto';
import {
  LIQUIDITY_STATE_LAYOUT_V4,
  Liquidity,
  MAINNET_PROGRAM_ID,
  MARKET_STATE_LAYOUT_V3,
  Market,
  parseBigNumberish,
} from '@raydium-io/raydium-sdk';
import { AccountLayout, AccountState, MINT_SIZE, MintLayout, NATIVE_MINT, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import type { AccountToWrite } from './privileged.ts';

export const AMM_PROGRAM_ID = MAINNET_PROGRAM_ID.AmmV4;
const MARKET_PROGRAM_ID = MAINNET_PROGRAM_ID.OPENBOOK_MARKET;
const OPEN_ORDERS_SIZE = 3_228;
const TARGET_ORDERS_SIZE = 2_208;
/** `AmmStatus::SwapOnly`: swaps allowed, no orders on a book. */
const STATUS_SWAP_ONLY = 6;

export interface PoolSide {
  readonly mint: PublicKey;
  readonly decimals: number;
}

export interface PoolAddresses {
  readonly pool: PublicKey;
  readonly authority: PublicKey;
  readonly lpMint: PublicKey;
  readonly baseVault: PublicKey;
  readonly quoteVault: PublicKey;
  readonly openOrders: PublicKey;
  readonly targetOrders: PublicKey;
  readonly market: PublicKey;
}

/** An address nobody holds a key for, decided by the phrase. */
function addressFor(phrase: string): PublicKey {
  return new PublicKey(createHash('sha256').update(`sluice local chain ${phrase}`).digest());
}

/** The pool of a market as the SDK's instructions want it, with the addresses Raydium derives; the seed decides the market's. */
export function poolKeys(seed: string, base: PoolSide, quote: PoolSide) {
  const marketId = addressFor(`market ${seed} ${base.mint.toBase58()} ${quote.mint.toBase58()}`);
  const derived = Liquidity.getAssociatedPoolKeys({
    ...{ version: 4, marketVersion: 3, marketId, programId: AMM_PROGRAM_ID, marketProgramId: MARKET_PROGRAM_ID },
    ...{ baseMint: base.mint, quoteMint: quote.mint, baseDecimals: base.decimals, quoteDecimals: quote.decimals },
  });
  const none = PublicKey.default; // of the order book, which the AMM does not read
  const book = { marketBids: none, marketAsks: none, marketBaseVault: none, marketQuoteVault: none };
  return { ...derived, ...book, marketEventQueue: none, lookupTableAccount: none };
}

/** The addresses of the accounts of that pool. */
export function poolAddresses(seed: string, base: PoolSide, quote: PoolSide): PoolAddresses {
  const keys = poolKeys(seed, base, quote);
  const { id, authority, lpMint, baseVault, quoteVault, openOrders, targetOrders, marketId } = keys;
  return { pool: id, authority, lpMint, baseVault, quoteVault, openOrders, targetOrders, market: marketId };
}

/**
 * A v4 pool state with the parameters Raydium gives new pools: 0.25 % fee, of which 12 % the protocol's, and no
 * profit set aside. Reserves are not part of it: they are what the vaults hold.
 */
function encodePool(addresses: PoolAddresses, base: PoolSide, quote: PoolSide, owner: PublicKey, lp: bigint): Buffer {
  const whole = (decimals: number) => 10n ** BigInt(decimals);
  const numbers = {
    ...{ status: STATUS_SWAP_ONLY, nonce: Liquidity.getAssociatedAuthority({ programId: AMM_PROGRAM_ID }).nonce },
    ...{ maxOrder: 7, depth: 3, baseDecimal: base.decimals, quoteDecimal: quote.decimals, state: 2, resetFlag: 0 },
    ...{ minSize: whole(base.decimals), volMaxCutRatio: 500, amountWaveRatio: 0 },
    ...{ baseLotSize: whole(base.decimals), quoteLotSize: 1, minPriceMultiplier: 1, maxPriceMultiplier: 1_000_000_000 },
    ...{ systemDecimalValue: 1_000_000_000, minSeparateNumerator: 5, minSeparateDenominator: 10_000 },
    ...{ tradeFeeNumerator: 25, tradeFeeDenominator: 10_000, pnlNumerator: 12, pnlDenominator: 100 },
    ...{ swapFeeNumerator: 25, swapFeeDenominator: 10_000, baseNeedTakePnl: 0, quoteNeedTakePnl: 0 },
    ...{ quoteTotalPnl: 0, baseTotalPnl: 0, poolOpenTime: 0, punishPcAmount: 0, punishCoinAmount: 0 },
    ...{ orderbookToInitTime: 0, swapBaseInAmount: 0, swapQuoteOutAmount: 0, swapBase2QuoteFee: 0 },
    ...{ swapQuoteInAmount: 0, swapBaseOutAmount: 0, swapQuote2BaseFee: 0, lpReserve: lp },
  };
  const encodable = Object.entries(numbers).map(([name, value]) => [name, parseBigNumberish(value)]);
  const keys = {
    ...{ baseVault: addresses.baseVault, quoteVault: addresses.quoteVault, lpMint: addresses.lpMint, owner },
    ...{ baseMint: base.mint, quoteMint: quote.mint, marketId: addresses.market, marketProgramId: MARKET_PROGRAM_ID },
    ...{ openOrders: addresses.openOrders, targetOrders: addresses.targetOrders },
    ...{ withdrawQueue: PublicKey.default, lpVault: PublicKey.default },
  };
  const zero = parseBigNumberish(0);
  const data = Buffer.alloc(LIQUIDITY_STATE_LAYOUT_V4.span);
  LIQUIDITY_STATE_LAYOUT_V4.encode({ ...Object.fromEntries(encodable), ...keys, padding: [zero, zero, zero] }, data);
  return data;
}

/** An OpenBook market that no order can be placed on, so that clients which read the pool's market find one. */
function encodeMarket(market: PublicKey, base: PoolSide, quote: PoolSide): Buffer {
  const part = (name: string) => addressFor(`${name} of ${market.toBase58()}`);
  const { nonce } = Market.getAssociatedAuthority({ programId: MARKET_PROGRAM_ID, marketId: market });
  const numbers = {
    ...{ vaultSignerNonce: nonce, baseDepositsTotal: 0, baseFeesAccrued: 0, quoteDepositsTotal: 0 },
    ...{ quoteFeesAccrued: 0, quoteDustThreshold: 100, baseLotSize: 1, quoteLotSize: 1, feeRateBps: 0 },
    ...{ referrerRebatesAccrued: 0 },
  };
  const encodable = Object.entries(numbers).map(([name, value]) => [name, parseBigNumberish(value)]);
  const keys = {
    ...{ ownAddress: market, baseMint: base.mint, quoteMint: quote.mint },
    ...{ baseVault: part('base vault'), quoteVault: part('quote vault'), requestQueue: part('request queue') },
    ...{ eventQueue: part('event queue'), bids: part('bids'), asks: part('asks') },
  };
  const data = Buffer.alloc(MARKET_STATE_LAYOUT_V3.span);
  MARKET_STATE_LAYOUT_V3.encode({ ...Object.fromEntries(encodable), ...keys }, data);
  data.write('serum', 0);
  data[5] = 0b11; // initialised, a market
  return data;
}

function encodeEmptyVault(mint: PublicKey, owner: PublicKey, rent: bigint): Buffer {
  const native = mint.equals(NATIVE_MINT);
  const data = Buffer.alloc(AccountLayout.span);
  AccountLayout.encode(
    {
      ...{ mint, owner, amount: 0n, delegateOption: 0, delegate: PublicKey.default, delegatedAmount: 0n },
      ...{ state: AccountState.Initialized, isNativeOption: native ? 1 : 0, isNative: native ? rent : 0n },
      ...{ closeAuthorityOption: 0, closeAuthority: PublicKey.default },
    },
    data,
  );
  return data;
}

function encodeLpMint(mintAuthority: PublicKey, decimals: number): Buffer {
  const data = Buffer.alloc(MINT_SIZE);
  MintLayout.encode(
    {
      ...{ mintAuthorityOption: 1, mintAuthority, supply: 0n, decimals, isInitialized: true },
      ...{ freezeAuthorityOption: 0, freezeAuthority: PublicKey.default },
    },
    data,
  );
  return data;
}

export interface EmptyPool {
  readonly addresses: PoolAddresses;
  readonly base: PoolSide;
  readonly quote: PoolSide;
  /** Owner of the pool in its state; may mint the liquidity tokens until the pool is funded. */
  readonly owner: PublicKey;
  /** Liquidity tokens that funding the pool will mint. */
  readonly lpSupply: bigint;
  /** Rent-exempt minimum of a token account, in lamports. */
  readonly vaultRent: bigint;
}

/** Every account a new pool consists of, with empty vaults. */
export function emptyPoolAccounts({ addresses, base, quote, owner, lpSupply, vaultRent }: EmptyPool): AccountToWrite[] {
  const { pool, authority, lpMint, baseVault, quoteVault, openOrders, targetOrders, market } = addresses;
  const vault = (mint: PublicKey) => encodeEmptyVault(mint, authority, vaultRent);
  return [
    { address: market, owner: MARKET_PROGRAM_ID, data: encodeMarket(market, base, quote) },
    { address: openOrders, owner: MARKET_PROGRAM_ID, data: Buffer.alloc(OPEN_ORDERS_SIZE) },
    { address: targetOrders, owner: AMM_PROGRAM_ID, data: Buffer.alloc(TARGET_ORDERS_SIZE) },
    { address: lpMint, owner: TOKEN_PROGRAM_ID, data: encodeLpMint(owner, base.decimals) },
    { address: baseVault, owner: TOKEN_PROGRAM_ID, data: vault(base.mint) },
    { address: quoteVault, owner: TOKEN_PROGRAM_ID, data: vault(quote.mint) },
    { address: pool, owner: AMM_PROGRAM_ID, data: encodePool(addresses, base, quote, owner, lpSupply) },
  ];
}
