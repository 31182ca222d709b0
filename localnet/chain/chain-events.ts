import type { Commitment } from './commitment.ts';
import type { LandedTransaction } from './landed-transaction.ts';

/** What a chain tells of itself. */
export interface ChainEvents {
  /** A transaction landed in the open block. */
  transaction: [LandedTransaction];
  /** Accounts changed in the open block. */
  accounts: [readonly string[]];
  /** A slot began. */
  slot: [{ slot: number; parent: number; root: number }];
  /** A block became confirmed or final; its transactions are given. */
  reached: [{ commitment: Commitment; height: number; transactions: readonly LandedTransaction[] }];
}
