import { programKey, readOnly, signer, TOKEN, writable } from '#core/adapters/solana/instructions.ts';
import { keyOf } from '#core/adapters/solana/key.ts';
import type { Instruction, Key } from '#core/ports/message.ts';
import type { PoolKeys } from '#core/ports/venue.ts';
import { AMM_AUTHORITY, AMM_V4 } from './programs.ts';

const TAG_SWAP_BASE_IN_V2 = 16;
const PROGRAM = programKey(AMM_V4);
const AUTHORITY = programKey(AMM_AUTHORITY);

export interface SwapAccounts {
  readonly pool: PoolKeys;
  readonly source: Key;
  readonly destination: Key;
  readonly owner: Key;
}

/**
 * `SwapBaseInV2` (raydium-amm, program/src/instruction.rs): an exact input against the pool alone, in eight accounts.
 * The SDK's `makeSwapFixedInInstruction` builds tag 9, whose eighteen accounts drag in an order book that the program
 * stopped trading on; this one needs nothing but what the pool's account names.
 *
 * @param amountIn base units to take from `source`
 * @param minAmountOut the program fails with code 30 when it would give less
 */
export function swapBaseInV2(accounts: SwapAccounts, amountIn: bigint, minAmountOut: bigint): Instruction {
  const data = Buffer.allocUnsafe(17);
  data.writeUInt8(TAG_SWAP_BASE_IN_V2, 0);
  data.writeBigUInt64LE(amountIn, 1);
  data.writeBigUInt64LE(minAmountOut, 9);
  const { pool, source, destination, owner } = accounts;
  const keys = [
    readOnly(TOKEN),
    writable(keyOf(pool.address)),
    readOnly(AUTHORITY),
    writable(keyOf(pool.baseVault)),
    writable(keyOf(pool.quoteVault)),
    writable(source),
    writable(destination),
    signer(owner),
  ];
  return { programId: PROGRAM, keys, data };
}
