import { TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { PublicKey, TransactionInstruction } from '@solana/web3.js';
import type { PoolKeys } from '#core/ports/venue.ts';
import { AMM_AUTHORITY, AMM_V4 } from './programs.ts';

const TAG_SWAP_BASE_IN_V2 = 16;

export interface SwapAccounts {
  readonly pool: PoolKeys;
  readonly source: PublicKey;
  readonly destination: PublicKey;
  readonly owner: PublicKey;
}

/**
 * `SwapBaseInV2` (raydium-amm, program/src/instruction.rs): an exact input against the pool alone, in eight accounts.
 * The SDK's `makeSwapFixedInInstruction` builds tag 9, whose eighteen accounts drag in an order book that the program
 * stopped trading on; this one needs nothing but what the pool's account names.
 *
 * @param amountIn base units to take from `source`
 * @param minAmountOut the program fails with code 30 when it would give less
 */
export function swapBaseInV2(accounts: SwapAccounts, amountIn: bigint, minAmountOut: bigint): TransactionInstruction {
  const data = Buffer.alloc(17);
  data.writeUInt8(TAG_SWAP_BASE_IN_V2, 0);
  data.writeBigUInt64LE(amountIn, 1);
  data.writeBigUInt64LE(minAmountOut, 9);
  const readonly = (pubkey: PublicKey, isSigner = false) => ({ pubkey, isSigner, isWritable: false });
  const writable = (pubkey: PublicKey) => ({ pubkey, isSigner: false, isWritable: true });
  const { pool, source, destination, owner } = accounts;
  const keys = [
    readonly(TOKEN_PROGRAM_ID),
    writable(new PublicKey(pool.address)),
    readonly(AMM_AUTHORITY),
    writable(new PublicKey(pool.baseVault)),
    writable(new PublicKey(pool.quoteVault)),
    writable(source),
    writable(destination),
    readonly(owner, true),
  ];
  return new TransactionInstruction({ programId: AMM_V4, keys, data });
}
