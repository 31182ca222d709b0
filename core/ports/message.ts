/** From instructions to the bytes that are simulated, checked and signed. */
import type { TransactionInstruction } from '@solana/web3.js';
import type { Tip } from '#core/domain/execution/tip.ts';
import type { Address } from '#core/domain/ids.ts';

/** Compiles an unsigned v0 message; the fee payer is its first account. */
export type CompileMessage = (transaction: {
  readonly feePayer: Address;
  readonly blockhash: string;
  readonly instructions: TransactionInstruction[];
  /** Goes last, from the fee payer. */
  readonly tip?: Tip | null;
}) => Uint8Array;
