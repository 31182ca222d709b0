import { type AccountState, sameState } from './account.ts';
import type { AccountStore } from './account-store.ts';
import type { Bank } from './bank.ts';
import { isWritable, type MessageKeys, resolveKeys } from './message-keys.ts';
import type { TransactionError } from './transaction-error.ts';
import { buildMeta, type TransactionMeta } from './transaction-meta.ts';
import type { WireTransaction } from './wire-transaction.ts';

/** Accounts as they stand before the transaction. */
export type CurrentAccounts = Pick<AccountStore, 'current'>;

export type AccountWrites = readonly (readonly [string, AccountState | null])[];

/** What a transaction that landed did: its meta, and the accounts it changed. */
export interface Landing {
  readonly landed: true;
  readonly keys: MessageKeys;
  readonly meta: TransactionMeta;
  readonly writes: AccountWrites;
}

/** What running a transaction did: nothing, or a landing. */
export type Execution = { readonly landed: false; readonly error: TransactionError } | Landing;

/**
 * Runs a transaction on the bank. It landed if it ran well or paid its fee: an error found before execution charges
 * nothing, and is no part of the chain. The caller records the writes.
 */
export function execute(transaction: WireTransaction, bank: Bank, accounts: CurrentAccounts): Execution {
  const read = (address: string): AccountState | null => accounts.current(address);
  const { message, raw } = transaction;
  const keys = resolveKeys(message, read);
  const pre = keys.all.map(read);
  const run = bank.run(raw);
  if (run.error !== null && bank.lamports(keys.all[0] ?? '') === (pre[0]?.lamports ?? 0n)) {
    return { landed: false, error: run.error };
  }
  const post = keys.all.map((address, index) => {
    const before = pre[index] ?? null;
    if (!isWritable(message, keys.loaded, index)) return before;
    const after = bank.read(address);
    return sameState(before, after) ? before : after;
  });
  const writes = keys.all.flatMap((address, index) => {
    const after = post[index] ?? null;
    return after === pre[index] ? [] : [[address, after] as const];
  });
  return { landed: true, keys, meta: buildMeta(run, keys, pre, post, read), writes };
}
