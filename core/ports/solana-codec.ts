/** Solana's byte formats: transaction messages (version 0, without look-up tables) and token accounts. No I/O. */
import type { Address, Signature } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { CompileMessage } from '#core/ports/message.ts';

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

export interface SolanaCodec {
  /** The same parts give the same bytes. */
  readonly compile: CompileMessage;
  /** Null for bytes that are no message of this kind, or carry look-up tables. */
  readHead(message: Uint8Array): MessageHead | null;
  /** The wire transaction, and the first signature as text: its name on the chain. */
  assemble(message: Uint8Array, signatures: readonly Uint8Array[]): { raw: Uint8Array; signature: Signature };
  /** The wallet's associated token account for a mint of the SPL Token program. */
  associatedTokenAccount(wallet: Address, mint: Address): Address;
  /** Units in a token account of `wallet` and `mint`; null when it is none, or another's. */
  tokenBalance(account: AccountData | null, wallet: Address, mint: Address): bigint | null;
}
