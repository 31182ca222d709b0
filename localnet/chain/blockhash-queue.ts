/** Blocks after its own for which a blockhash is announced valid. */
const MAX_BLOCKHASH_AGE = 150;

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
      if (oldestHeight > height - MAX_BLOCKHASH_AGE) break;
      if (height - oldestHeight > MAX_BLOCKHASH_AGE) this.#heights.delete(oldest);
    }
  }

  /**
   * Whether a transaction with this blockhash may run in a block whose newest known blockhash is that of
   * `newestHeight`. A block at height H knows hashes up to H−1, so a transaction still runs at
   * lastValidBlockHeight + 1, as on Agave.
   */
  isValid(blockhash: string, newestHeight: number): boolean {
    const height = this.#heights.get(blockhash);
    return height !== undefined && height <= newestHeight && newestHeight - height <= MAX_BLOCKHASH_AGE;
  }
}
