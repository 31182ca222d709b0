import type { Bank } from './bank.ts';
import type { ChainState } from './block-log.ts';
import type { LoggedTransaction } from './transaction-table.ts';

/**
 * Takes the newest blocks out of the state, from height `first` on, with all their transactions (in the order they ran),
 * and puts runtime and accounts back to what they were before. Returns the addresses of those accounts.
 */
export function undoBlocks(
  { accounts, blocks, transactions }: ChainState,
  bank: Bank,
  first: number,
  undone: readonly LoggedTransaction[],
): readonly string[] {
  const restored = accounts.undo(first);
  for (const address of restored) bank.write(address, accounts.current(address));
  transactions.undo(undone);
  blocks.truncate(first);
  return restored;
}
