import type { Chain } from '../chain/chain.ts';
import { describeTransactionError } from '../chain/transaction-error.ts';
import { parseTransaction } from '../chain/wire-transaction.ts';
import { Options } from '../rpc/params.ts';

const FATES = ['drop', 'rerun', 'reverse'] as const;
/** Blocks that are not confirmed when the disk keeps up: the open one and the one before it. */
const UNCONFIRMED_BLOCKS = 2;

export interface ForkReport {
  /** Height and slot of the block that is open now. */
  readonly height: number;
  readonly slot: number;
  /** What became of the transactions that were undone: `dropped`, `landed` again, or why they cannot any more. */
  readonly transactions: readonly { readonly signature: string; readonly outcome: string }[];
}

/**
 * Undoes the newest blocks that are not confirmed. Their transactions are dropped, or run again in the block that is
 * open then, in the same order or the reverse. Throws a sentence when it cannot.
 */
export function fork(chain: Chain, body: unknown): ForkReport {
  const options = new Options(body, 'fork');
  const fate = options.oneOf('transactions', FATES, 'drop');
  const undone = chain.undo(Math.max(1, options.integer('blocks') ?? UNCONFIRMED_BLOCKS));
  const { height, slot } = chain.view('processed');
  const inOrder = fate === 'reverse' ? undone.toReversed() : undone;
  const transactions = inOrder.map(({ entry: { signature }, raw }) => {
    return { signature, outcome: fate === 'drop' ? 'dropped' : runAgain(chain, raw) };
  });
  return { height, slot, transactions };
}

function runAgain(chain: Chain, raw: Buffer): string {
  const submission = chain.submit(parseTransaction(raw));
  return submission.landed ? 'landed' : describeTransactionError(submission.error);
}
