import { getAssociatedTokenAddressSync, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { ComputeBudgetProgram, PublicKey, SystemProgram } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { AppError } from '#core/domain/errors.ts';
import type { IntentId } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { buildSwap } from './build-swap.ts';
import { AMM_V4 } from './programs.ts';
import { poolFixture, someAddress } from './testing/fixtures.ts';

const pool = poolFixture();
const order: SwapOrder = {
  intentId: '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b' as IntentId,
  wallet: someAddress(),
  feePayer: someAddress(),
  pool,
  inputMint: pool.quoteMint,
  amountIn: tokenAmount(2n ** 53n + 1n),
  minAmountOut: tokenAmount(7n),
  computeUnitLimit: 120_000,
  computeUnitPrice: 5_000n,
};
const sale: SwapOrder = { ...order, inputMint: pool.baseMint };
const wallet = new PublicKey(order.wallet);
const ASSOCIATED_TOKEN_PROGRAM = 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL';
const SYSTEM = SystemProgram.programId.toBase58();
const TOKEN = TOKEN_PROGRAM_ID.toBase58();
const BUDGET = ComputeBudgetProgram.programId.toBase58();
const AMM = AMM_V4.toBase58();

const programsOf = (swap: SwapOrder) => buildSwap(swap).map(({ programId }) => programId.toBase58());
const swapOf = (swap: SwapOrder) => {
  const found = buildSwap(swap).find(({ programId }) => programId.equals(AMM_V4));
  if (found === undefined) throw new Error('no swap among the instructions');
  return found;
};
const signersOf = (swap: SwapOrder) =>
  new Set(buildSwap(swap).flatMap(({ keys }) => keys.flatMap((key) => (key.isSigner ? [key.pubkey.toBase58()] : []))));

describe('buildSwap', () => {
  it('wraps, makes room for the token, swaps and closes when it buys with SOL', () => {
    expect(programsOf(order)).toEqual([BUDGET, BUDGET, SYSTEM, SYSTEM, TOKEN, ASSOCIATED_TOKEN_PROGRAM, AMM, TOKEN]);
  });

  it('opens an account for the SOL, swaps and closes when it sells for SOL', () => {
    expect(programsOf(sale)).toEqual([BUDGET, BUDGET, SYSTEM, TOKEN, AMM, TOKEN]);
  });

  it('wraps nothing between two tokens', () => {
    const tokens = { ...order, pool: { ...pool, quoteMint: someAddress() }, inputMint: pool.baseMint };
    expect(programsOf(tokens)).toEqual([BUDGET, BUDGET, ASSOCIATED_TOKEN_PROGRAM, AMM]);
  });

  it('gives the same bytes for the same order', () => {
    expect(buildSwap({ ...order })).toEqual(buildSwap(order));
  });

  it('passes SOL through an account named by wallet and intent', async () => {
    const seed = order.intentId.replaceAll('-', '');
    const expected = await PublicKey.createWithSeed(wallet, seed, TOKEN_PROGRAM_ID);
    expect(swapOf(order).keys[5]?.pubkey).toEqual(expected);
    expect(swapOf(sale).keys[6]?.pubkey).toEqual(expected);
    const other = { ...order, intentId: '0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5c' as IntentId };
    expect(swapOf(other).keys[5]?.pubkey).not.toEqual(expected);
  });

  it("names no account of the wallet's own wrapped SOL", () => {
    const own = getAssociatedTokenAddressSync(new PublicKey(pool.quoteMint), wallet).toBase58();
    const named = [order, sale].flatMap(buildSwap).flatMap(({ keys }) => keys.map(({ pubkey }) => pubkey.toBase58()));
    expect(named).not.toContain(own);
  });

  it('writes amounts beyond 2^53 exactly', () => {
    const [, , , deposit] = buildSwap(order);
    expect(deposit?.data.readBigUInt64LE(4)).toBe(order.amountIn);
    const { data } = swapOf(order);
    expect([data[0], data.readBigUInt64LE(1), data.readBigUInt64LE(9)]).toEqual([16, order.amountIn, 7n]);
  });

  it('asks for the signatures of wallet and fee payer alone', () => {
    expect(signersOf(order)).toEqual(new Set([order.wallet, order.feePayer]));
    expect(signersOf(sale)).toEqual(new Set([order.wallet]));
  });

  it('refuses a mint the pool does not trade', () => {
    expect(() => buildSwap({ ...order, inputMint: someAddress() })).toThrow(AppError);
  });

  it('refuses an intent id that does not fit a seed', () => {
    expect(() => buildSwap({ ...order, intentId: 'x'.repeat(33) as IntentId })).toThrow(RangeError);
  });
});
