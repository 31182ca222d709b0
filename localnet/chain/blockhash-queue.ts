/** Blocks after its own for which a blockhash is announced valid. */
const MAX_BLOCKHASH_AGE = 150;
/** Blocks for which a hash is kept beyond that: a node that lags behind still takes it for valid. */
export const KEPT_BLOCKHASHES = MAX_BLOCKHASH_AGE + 512;

/** The last height at which clients are told a blockhash of block `height` is valid. */
export function lastValidBlockHeight(height: number): number {
  return height + MAX_BLOCKHASH_AGE;
}

/** Recent blockhashes with the height of their blocks. */
export class BlockhashQueue {
  readonly #heights = new Map<string, number>();

  push(blockhash: string, height: number): void {
    this.#heights.set(blockhash, height);
    for (const [oldest, oldestHeight] of this.#heights) {
      if (height - oldestHeight <= KEPT_BLOCKHASHES) break;
      this.#heights.delete(oldest);
    }
  }

  /** Height of the block a recent hash is of; null when it is not known. */
  heightOf(blockhash: string): number | null {
    return this.#heights.get(blockhash) ?? null;
  }

  /**
   * Whether a transaction with this blockhash may run in a block whose newest known blockhash is that of
   * `newestHeight`. A block at height H knows hashes up to H−1, so a transaction still runs at
   * lastValidBlockHeight + 1, as on Agave. At an older commitment a hash is no longer valid once it is too old for the
   * newest sealed block, `tip`.
   */
  isValid(blockhash: string, newestHeight: number, tip = newestHeight): boolean {
    const height = this.#heights.get(blockhash);
    return height !== undefined && height <= newestHeight && tip - height <= MAX_BLOCKHASH_AGE;
  }
}
