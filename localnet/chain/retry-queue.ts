import type { WireTransaction } from './wire-transaction.ts';

/** Blocks between two tries, about the two seconds after which an Agave node sends again. */
const BLOCKS_BETWEEN_TRIES = 5;

interface Waiting {
  readonly transaction: WireTransaction;
  readonly firstHeight: number;
  triesLeft: number;
}

/** Sends a transaction again that could not run yet (its payer has no money, say), as a node does until it expires. */
export class RetryQueue {
  readonly #waiting = new Map<string, Waiting>();

  /** Holds a transaction for at most `tries` more tries. */
  add(transaction: WireTransaction, tries: number, height: number): void {
    if (tries > 0 && !this.#waiting.has(transaction.signature)) {
      this.#waiting.set(transaction.signature, { transaction, firstHeight: height, triesLeft: tries });
    }
  }

  /** Tries what is due at this block. `attempt` answers whether the transaction should be kept for another try. */
  run(height: number, attempt: (transaction: WireTransaction) => boolean): void {
    for (const [signature, waiting] of this.#waiting) {
      if ((height - waiting.firstHeight) % BLOCKS_BETWEEN_TRIES !== 0) continue;
      waiting.triesLeft -= 1;
      if (!attempt(waiting.transaction) || waiting.triesLeft === 0) this.#waiting.delete(signature);
    }
  }
}
