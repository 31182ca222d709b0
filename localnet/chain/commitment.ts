export type Commitment = 'processed' | 'confirmed' | 'finalized';

/** Blocks that must follow a block before it is confirmed. */
export const CONFIRMED_DEPTH = 2;
/** Blocks that must follow a block before it is final. */
export const FINALIZED_DEPTH = 32;

/**
 * How far each commitment has come, in block heights. A block is confirmed or final once enough blocks follow it
 * *and* it is on disk: whoever was told "confirmed" may rely on it after a crash.
 */
export class CommitmentHeights {
  #open: number;
  #durable: number;
  readonly #rooted: number;

  /** `rooted`: the highest block known final from before (everything a log brought back). */
  constructor(rooted: number) {
    this.#rooted = rooted;
    this.#durable = rooted;
    this.#open = rooted + 1;
  }

  get durable(): number {
    return this.#durable;
  }

  /** Height of the block at the commitment; at `processed` that is the block now open. */
  at(commitment: Commitment): number {
    if (commitment === 'processed') return this.#open;
    const depth = commitment === 'confirmed' ? CONFIRMED_DEPTH : FINALIZED_DEPTH;
    return Math.max(this.#rooted, Math.min(this.#open - depth, this.#durable));
  }

  /** How sure a block at this height is. */
  of(height: number): Commitment {
    if (height <= this.at('finalized')) return 'finalized';
    return height <= this.at('confirmed') ? 'confirmed' : 'processed';
  }

  opened(height: number): void {
    this.#open = height;
  }

  /** Blocks from this height on are no part of the chain any more. */
  undone(first: number): void {
    this.#durable = Math.min(this.#durable, first - 1);
  }

  persisted(height: number): void {
    this.#durable = Math.max(this.#durable, height);
  }
}
