import type { TransactionError } from './transaction-error.ts';

/** Where a transaction's bytes and meta are: in memory, or in the chain's log. */
export type Details = Buffer | { readonly offset: number; readonly length: number };

export interface TransactionEntry {
  readonly signature: string;
  readonly height: number;
  readonly err: TransactionError | null;
  readonly memo: string | null;
  details: Details;
}

/** A landed transaction with the addresses it is listed under. */
export interface LoggedTransaction {
  readonly entry: TransactionEntry;
  readonly addresses: readonly string[];
}

/** Every landed transaction in order, found by signature and by address. */
export class TransactionTable {
  readonly #entries: TransactionEntry[] = [];
  readonly #bySignature = new Map<string, TransactionEntry>();
  readonly #byAddress = new Map<string, number[]>();

  /** Adds a landed transaction, listed under every address it names. */
  append(entry: TransactionEntry, addresses: readonly string[]): void {
    const sequence = this.#entries.push(entry) - 1;
    this.#bySignature.set(entry.signature, entry);
    for (const address of addresses) {
      const sequences = this.#byAddress.get(address);
      if (sequences === undefined) this.#byAddress.set(address, [sequence]);
      else sequences.push(sequence);
    }
  }

  /** Forgets the newest transactions, given in the order they were added. */
  undo(transactions: readonly LoggedTransaction[]): void {
    for (const { entry, addresses } of transactions.toReversed()) {
      this.#entries.pop();
      this.#bySignature.delete(entry.signature);
      for (const address of addresses) this.#unlistNewest(address);
    }
  }

  find(signature: string): TransactionEntry | null {
    return this.#bySignature.get(signature) ?? null;
  }

  /** Entries numbered `from` (inclusive) to `to` (exclusive), in the order they ran. */
  slice(from: number, to: number): readonly TransactionEntry[] {
    return this.#entries.slice(from, to);
  }

  /** Transactions that name the address, newest first. */
  *newestFirst(address: string): Generator<TransactionEntry> {
    const sequences = this.#byAddress.get(address) ?? [];
    for (let position = sequences.length - 1; position >= 0; position -= 1) {
      const entry = this.#entries[sequences[position] ?? -1];
      if (entry !== undefined) yield entry;
    }
  }

  #unlistNewest(address: string): void {
    const sequences = this.#byAddress.get(address);
    sequences?.pop();
    if (sequences?.length === 0) this.#byAddress.delete(address);
  }
}
