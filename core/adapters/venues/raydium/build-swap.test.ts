import {
  createAssociatedTokenAccountIdempotentInstruction,
  createCloseAccountInstruction,
  createInitializeAccount3Instruction,
  getAssociatedTokenAddressSync,
  NATIVE_MINT,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { ComputeBudgetProgram, PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import { describe, expect, it } from 'vitest';
import { AppError } from '#core/domain/errors.ts';
import type { IntentId } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { buildSwap as build } from './build-swap.ts';
import { AMM_AUTHORITY, AMM_V4 } from './programs.ts';
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

/** The instructions in the library's own terms. */
const buildSwap = (swap: SwapOrder): TransactionInstruction[] =>
  build(swap).map(
    ({ programId, keys, data }) =>
      new TransactionInstruction({
        programId: new PublicKey(programId.toBytes()),
        keys: keys.map((one) => ({ ...one, pubkey: new PublicKey(one.pubkey.toBytes()) })),
        data: Buffer.from(data),
      }),
  );

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

  /** The same swap by the builders of the libraries; the swap itself by raydium-amm's instruction.rs. */
  async function byLibraries(swap: SwapOrder): Promise<TransactionInstruction[]> {
    const owner = new PublicKey(swap.wallet);
    const seed = swap.intentId.replaceAll('-', '');
    const wrapped = await PublicKey.createWithSeed(owner, seed, TOKEN_PROGRAM_ID);
    const mint = new PublicKey(pool.baseMint);
    const tokens = getAssociatedTokenAddressSync(mint, owner);
    const buys = swap.inputMint === pool.quoteMint;
    const create = SystemProgram.createAccountWithSeed({
      ...{ fromPubkey: owner, basePubkey: owner, newAccountPubkey: wrapped, seed },
      ...{ lamports: 2_039_280, space: 165, programId: TOKEN_PROGRAM_ID },
    });
    const deposit = SystemProgram.transfer({ fromPubkey: owner, toPubkey: wrapped, lamports: swap.amountIn });
    const data = Buffer.alloc(17, 16);
    data.writeBigUInt64LE(swap.amountIn, 1);
    data.writeBigUInt64LE(swap.minAmountOut, 9);
    const readonly = (pubkey: PublicKey, isSigner = false) => ({ pubkey, isSigner, isWritable: false });
    const writable = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: true });
    const [source, destination] = buys ? [wrapped, tokens] : [tokens, wrapped];
    const keys = [
      ...[readonly(TOKEN_PROGRAM_ID), writable(new PublicKey(pool.address)), readonly(AMM_AUTHORITY)],
      ...[writable(new PublicKey(pool.baseVault)), writable(new PublicKey(pool.quoteVault))],
      ...[writable(source), writable(destination), readonly(owner, true)],
    ];
    const payer = new PublicKey(swap.feePayer);
    return [
      ComputeBudgetProgram.setComputeUnitLimit({ units: swap.computeUnitLimit }),
      ComputeBudgetProgram.setComputeUnitPrice({ microLamports: swap.computeUnitPrice }),
      ...(buys ? [create, deposit] : [create]),
      createInitializeAccount3Instruction(wrapped, NATIVE_MINT, owner),
      ...(buys ? [createAssociatedTokenAccountIdempotentInstruction(payer, tokens, owner, mint)] : []),
      new TransactionInstruction({ programId: AMM_V4, keys, data }),
      createCloseAccountInstruction(wrapped, owner, owner),
    ];
  }

  it.each([
    ['a purchase', order],
    ['a sale', sale],
  ])('lays out what the libraries do, byte for byte: %s', async (_name, swap) => {
    expect(buildSwap(swap)).toEqual(await byLibraries(swap));
  });
});
