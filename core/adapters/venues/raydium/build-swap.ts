import { createAssociatedTokenAccountIdempotentInstruction } from '@solana/spl-token';
import { ComputeBudgetProgram, PublicKey, type TransactionInstruction } from '@solana/web3.js';
import { associatedTokenAccount } from '#core/adapters/solana/associated-token-account.ts';
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { outputMintOf } from './sides.ts';
import { swapBaseInV2 } from './swap-instruction.ts';
import { wrappedSolFor } from './wrapped-sol.ts';

/** One end of the swap: the token account, and what goes before and after the swap for its sake. */
interface End {
  readonly account: PublicKey;
  readonly before: readonly TransactionInstruction[];
  readonly after: readonly TransactionInstruction[];
}

function wrappedSol({ intentId }: SwapOrder, wallet: PublicKey, amount: bigint): End {
  const { address, open, close } = wrappedSolFor(intentId, wallet, amount);
  return { account: address, before: open, after: [close] };
}

function inputEnd(order: SwapOrder, wallet: PublicKey): End {
  if (order.inputMint === WSOL_MINT) return wrappedSol(order, wallet, order.amountIn);
  return { account: associatedTokenAccount(order.wallet, order.inputMint), before: [], after: [] };
}

function outputEnd(order: SwapOrder, wallet: PublicKey, mint: Address): End {
  if (mint === WSOL_MINT) return wrappedSol(order, wallet, 0n);
  const account = associatedTokenAccount(order.wallet, mint);
  const payer = new PublicKey(order.feePayer);
  const create = createAssociatedTokenAccountIdempotentInstruction(payer, account, wallet, new PublicKey(mint));
  return { account, before: [create], after: [] };
}

/**
 * A whole swap of an exact input: compute budget, the input's account, the output's account, the swap, closing.
 * SOL passes through an account of its own (`wrapped-sol.ts`); the output's token account is created if it is missing,
 * at the fee payer's cost. The same order gives the same bytes.
 *
 * @throws AppError POOL_OF_ANOTHER_MINT
 */
export function buildSwap(order: SwapOrder): TransactionInstruction[] {
  const wallet = new PublicKey(order.wallet);
  const input = inputEnd(order, wallet);
  const output = outputEnd(order, wallet, outputMintOf(order.pool, order.inputMint));
  const accounts = { pool: order.pool, source: input.account, destination: output.account, owner: wallet };
  return [
    ComputeBudgetProgram.setComputeUnitLimit({ units: order.computeUnitLimit }),
    ComputeBudgetProgram.setComputeUnitPrice({ microLamports: order.computeUnitPrice }),
    ...input.before,
    ...output.before,
    swapBaseInV2(accounts, order.amountIn, order.minAmountOut),
    ...input.after,
    ...output.after,
  ];
}
