import { encodeDetails } from './details.ts';
import type { Landing } from './execute.ts';
import { memoOf } from './memo.ts';
import type { TransactionEntry } from './transaction-table.ts';
import type { WireTransaction } from './wire-transaction.ts';

/** A transaction in a block that is not final yet, with what subscribers are told of it. */
export interface LandedTransaction {
  readonly entry: TransactionEntry;
  /** Addresses it names, in the order of its instructions' indexes. */
  readonly addresses: readonly string[];
  readonly logs: readonly string[];
  /** Its bytes. */
  readonly raw: Buffer;
}

/** A transaction that has just run in the block at this height. */
export function landedTransaction(
  { signature, message, raw }: WireTransaction,
  { keys, meta }: Landing,
  height: number,
): LandedTransaction {
  const entry = { signature, height, err: meta.err, memo: memoOf(message), details: encodeDetails({ raw, meta }) };
  return { entry, addresses: keys.all, logs: meta.logMessages, raw };
}
