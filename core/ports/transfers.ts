/**
 * Sending SOL or tokens to an address, as server, worker and signer see it: it names the accounts to read, makes sense of their
 * bytes, and builds instructions. It reads nothing itself and never sends. A transfer is the same for the same order, so that a
 * signer can build it again and compare.
 */
import type { Asset } from '#core/domain/execution/demands.ts';
import type { Address } from '#core/domain/ids.ts';
import type { TokenProgram } from '#core/domain/token.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { Instruction } from '#core/ports/message.ts';

export interface TransferOrder {
  /** Owns what is sent, signs, and pays fees and rent. */
  readonly wallet: Address;
  /** Who gets it: the owner of the token account, never a token account. */
  readonly destination: Address;
  readonly asset: Asset;
  /** Base units. */
  readonly amount: bigint;
}

/** A mint as far as sending its tokens goes. */
export interface SentToken {
  readonly program: TokenProgram;
  readonly decimals: number;
}

/** What the chain says of both ends. */
export interface TransferEnds {
  /** Lamports of the wallet itself. */
  readonly lamports: bigint;
  /** Base units that can be sent: the wallet's lamports, or what its associated token account holds. */
  readonly balance: bigint;
  /** Null for SOL. */
  readonly token: SentToken | null;
  /** Lamports that the destination's token account is made with; 0 where there is one, and for SOL. */
  readonly rent: bigint;
  /** Lamports the destination holds; null while it does not exist. */
  readonly received: bigint | null;
}

export interface TransferBudget {
  readonly computeUnitLimit: number;
  /** Micro-lamports a compute unit. */
  readonly computeUnitPrice: bigint;
}

/** An account by its address, as read with the others; null when it does not exist. */
export type LookUp = (address: Address) => AccountData | null;

export interface Transfers {
  /** What `ends` wants to look up, all at one slot. */
  accounts(order: TransferOrder): readonly Address[];

  /** @throws AppError NOT_A_MINT */
  ends(order: TransferOrder, at: LookUp): TransferEnds;

  /** The account whose use sets the price of the transaction: what others pay to write it is what it takes. */
  written(order: TransferOrder, token: SentToken | null): Address;

  build(order: TransferOrder, token: SentToken | null, budget: TransferBudget): readonly Instruction[];

  /** Whether somebody may hold the address by a key: it does not exist yet, or is a plain account of the System program. */
  isWallet(account: AccountData | null): boolean;
}
