/** Solana's transaction message as bytes: version 0, without look-up tables. */
import type { TransactionInstruction } from '@solana/web3.js';
import type { Address, Signature } from '#core/domain/ids.ts';

export interface MessageParts {
  readonly feePayer: Address;
  readonly blockhash: string;
  readonly instructions: readonly TransactionInstruction[];
}

/** What can be read from a message without knowing what it is for. */
export interface MessageHead {
  readonly feePayer: Address;
  readonly blockhash: string;
  /** Who has to sign, in the order of the signatures; the fee payer first. */
  readonly signers: readonly Address[];
  /** Both zero when the message does not set them. */
  readonly computeUnitLimit: number;
  /** Micro-lamports a compute unit. */
  readonly computeUnitPrice: bigint;
}

export interface MessageCodec {
  /** The same parts give the same bytes. */
  compile(parts: MessageParts): Uint8Array;
  /** Null for bytes that are no message of this kind, or carry look-up tables. */
  readHead(message: Uint8Array): MessageHead | null;
  /** The wire transaction, and the first signature as text: its name on the chain. */
  assemble(message: Uint8Array, signatures: readonly Uint8Array[]): { raw: Uint8Array; signature: Signature };
}
