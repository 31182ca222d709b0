import { type Commitment, CommitmentHeights } from './commitment.ts';
import type { LandedTransaction } from './landed-transaction.ts';

/** Blocks on their way to being final: which commitment each has reached, and what subscribers are told of it then. */
export class Finality {
  readonly heights: CommitmentHeights;
  readonly #announced: { confirmed: number; finalized: number };
  readonly #transactions = new Map<number, readonly LandedTransaction[]>();

  /** `rooted`: the highest block that is final already. */
  constructor(rooted: number) {
    this.heights = new CommitmentHeights(rooted);
    this.#announced = { confirmed: rooted, finalized: rooted };
  }

  /** Keeps a sealed block's transactions until the block is final. */
  sealed(height: number, transactions: readonly LandedTransaction[]): void {
    this.#transactions.set(height, transactions);
  }

  /** Forgets the blocks from height `first` on, none of which is confirmed. Returns their transactions in order. */
  undo(first: number): LandedTransaction[] {
    this.heights.undone(first);
    const undone: LandedTransaction[] = [];
    for (const [height, transactions] of this.#transactions) {
      if (height < first) continue;
      undone.push(...transactions);
      this.#transactions.delete(height);
    }
    return undone;
  }

  /** Calls `tell` once for every block and commitment reached since the last call, in order of height. */
  announce(tell: (commitment: Commitment, height: number, transactions: readonly LandedTransaction[]) => void): void {
    for (const commitment of ['confirmed', 'finalized'] as const) {
      for (let height = this.#announced[commitment] + 1; height <= this.heights.at(commitment); height += 1) {
        this.#announced[commitment] = height;
        tell(commitment, height, this.#transactions.get(height) ?? []);
        if (commitment === 'finalized') this.#transactions.delete(height);
      }
    }
  }
}
