import type { TransactionEntry } from './transaction-table.ts';

/** A transaction in a block that is not final yet, with what subscribers are told of it. */
export interface LandedTransaction {
  readonly entry: TransactionEntry;
  /** Addresses it names, in the order of its instructions' indexes. */
  readonly addresses: readonly string[];
  readonly logs: readonly string[];
}
