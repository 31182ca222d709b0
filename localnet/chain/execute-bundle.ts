import type { AccountState } from './account.ts';
import type { Bank } from './bank.ts';
import { type AccountWrites, type CurrentAccounts, execute, type Landing } from './execute.ts';
import type { TransactionError } from './transaction-error.ts';
import type { WireTransaction } from './wire-transaction.ts';

interface Step {
  readonly transaction: WireTransaction;
  readonly execution: Landing;
}

export type BundleOutcome =
  | { readonly landed: true; readonly steps: readonly Step[] }
  /** Nothing landed; the transaction that could not run, and why. */
  | { readonly landed: false; readonly signature: string; readonly error: TransactionError };

/** Accounts as the bundle has left them so far, over those of the chain. */
class Overlay {
  readonly #below: CurrentAccounts;
  readonly #written = new Map<string, AccountState | null>();

  constructor(below: CurrentAccounts) {
    this.#below = below;
  }

  current(address: string): AccountState | null {
    return this.#written.has(address) ? (this.#written.get(address) ?? null) : this.#below.current(address);
  }

  write(writes: AccountWrites): void {
    for (const [address, state] of writes) this.#written.set(address, state);
  }

  /** Gives the bank back what was there before the bundle. */
  undo(bank: Bank): void {
    for (const address of this.#written.keys()) bank.write(address, this.#below.current(address));
  }
}

/**
 * Runs transactions one after another on the bank, each on what the one before it left, and all or none: at the first that
 * does not run well the bank is put back, fees included. The caller records the writes.
 */
export function executeBundle(
  transactions: readonly WireTransaction[],
  bank: Bank,
  accounts: CurrentAccounts,
): BundleOutcome {
  const overlay = new Overlay(accounts);
  const steps: Step[] = [];
  for (const transaction of transactions) {
    const execution = execute(transaction, bank, overlay);
    if (execution.landed) {
      overlay.write(execution.writes);
      steps.push({ transaction, execution });
    }
    const error = execution.landed ? execution.meta.err : execution.error;
    if (error === null) continue;
    overlay.undo(bank);
    return { landed: false, signature: transaction.signature, error };
  }
  return { landed: true, steps };
}
