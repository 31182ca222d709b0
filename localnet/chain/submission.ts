import type { TransactionError } from './transaction-error.ts';
import type { TransactionEntry } from './transaction-table.ts';

/** A transaction either landed (well or with an error) or was refused before it ran and left no trace. */
export type Submission =
  | { readonly landed: true; readonly entry: TransactionEntry }
  | { readonly landed: false; readonly error: TransactionError };
