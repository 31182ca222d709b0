import { associatedTokenAccount } from '#core/adapters/solana/associated-token-account.ts';
import {
  createAssociatedTokenAccount,
  setComputeUnitLimit,
  setComputeUnitPrice,
} from '#core/adapters/solana/instructions.ts';
import { keyOf } from '#core/adapters/solana/key.ts';
import { type Address, WSOL_MINT } from '#core/domain/ids.ts';
import type { Instruction, Key } from '#core/ports/message.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { outputMintOf } from './sides.ts';
import { swapBaseInV2 } from './swap-instruction.ts';
import { wrappedSolFor } from './wrapped-sol.ts';

/** One end of the swap: the token account, and what goes before and after the swap for its sake. */
interface End {
  readonly account: Key;
  readonly before: readonly Instruction[];
  readonly after: readonly Instruction[];
}

function wrappedSol({ intentId }: SwapOrder, wallet: Key, amount: bigint): End {
  const { key, open, close } = wrappedSolFor(intentId, wallet, amount);
  return { account: key, before: open, after: [close] };
}

function inputEnd(order: SwapOrder, wallet: Key): End {
  if (order.inputMint === WSOL_MINT) return wrappedSol(order, wallet, order.amountIn);
  return { account: associatedTokenAccount(order.wallet, order.inputMint).key, before: [], after: [] };
}

function outputEnd(order: SwapOrder, wallet: Key, mint: Address): End {
  if (mint === WSOL_MINT) return wrappedSol(order, wallet, 0n);
  const account = associatedTokenAccount(order.wallet, mint).key;
  const create = createAssociatedTokenAccount(keyOf(order.feePayer), account, wallet, keyOf(mint));
  return { account, before: [create], after: [] };
}

/**
 * A whole swap of an exact input: compute budget, the input's account, the output's account, the swap, closing.
 * SOL passes through an account of its own (`wrapped-sol.ts`); the output's token account is created if it is missing,
 * at the fee payer's cost. The same order gives the same bytes.
 *
 * @throws AppError POOL_OF_ANOTHER_MINT
 */
export function buildSwap(order: SwapOrder): readonly Instruction[] {
  const wallet = keyOf(order.wallet);
  const input = inputEnd(order, wallet);
  const output = outputEnd(order, wallet, outputMintOf(order.pool, order.inputMint));
  const accounts = { pool: order.pool, source: input.account, destination: output.account, owner: wallet };
  return [
    setComputeUnitLimit(order.computeUnitLimit),
    setComputeUnitPrice(order.computeUnitPrice),
    ...input.before,
    ...output.before,
    swapBaseInV2(accounts, order.amountIn, order.minAmountOut),
    ...input.after,
    ...output.after,
  ];
}
