/** From instructions to the bytes that are simulated, checked and signed. */
import type { Tip } from '#core/domain/execution/tip.ts';
import type { Address } from '#core/domain/ids.ts';

/** Names an account by its 32 bytes; nobody changes them. A `PublicKey` of web3.js is one. */
export interface Key {
  toBytes(): Uint8Array;
}

/** What a program is asked to do. A `TransactionInstruction` of web3.js is one. */
export interface Instruction {
  readonly programId: Key;
  readonly keys: readonly { readonly pubkey: Key; readonly isSigner: boolean; readonly isWritable: boolean }[];
  readonly data: Uint8Array;
}

/** Compiles an unsigned v0 message; the fee payer is its first account. */
export type CompileMessage = (transaction: {
  readonly feePayer: Address;
  readonly blockhash: string;
  readonly instructions: readonly Instruction[];
  /** Goes last, from the fee payer. */
  readonly tip?: Tip | null;
}) => Uint8Array;
