/**
 * Finalized blocks for the block roads. A round reads for a limited time; what it has read is kept for the next, so that a long
 * road is walked in stages and attempts of one outage, which share most of their blocks, read each once.
 */
import type { Block, ChainEndpoint } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';

/** Its time is over for this round; the next goes on from here. */
export class ReadLater extends Error {
  override readonly name = 'ReadLater';
}

export class BlockReader {
  readonly #blocks = new Map<string, Block>();
  readonly #listings = new Map<string, readonly bigint[]>();
  /** Milliseconds, monotonic. */
  #until = 0;
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Begins a round of `milliseconds`. */
  begin(milliseconds: number): void {
    this.#until = this.#clock.ticks() + milliseconds;
  }

  /** Every road has come to an end, or will be walked anew. */
  forget(): void {
    this.#blocks.clear();
    this.#listings.clear();
  }

  /** Slots with a block, both ends included, all of them final. @throws ReadLater */
  async slots(endpoint: ChainEndpoint, from: bigint, to: bigint, signal: AbortSignal): Promise<readonly bigint[]> {
    const key = `${endpoint.name}/${from}-${to}`;
    const known = this.#listings.get(key);
    if (known !== undefined) return known;
    this.#checkTime();
    const slots = await endpoint.blockSlots(from, to, signal);
    this.#listings.set(key, slots);
    return slots;
  }

  /** Null when the endpoint does not have it. @throws ReadLater */
  async block(endpoint: ChainEndpoint, slot: bigint, signal: AbortSignal): Promise<Block | null> {
    const key = `${endpoint.name}/${slot}`;
    const known = this.#blocks.get(key);
    if (known !== undefined) return known;
    this.#checkTime();
    const block = await endpoint.block(slot, signal);
    if (block !== null) this.#blocks.set(key, block);
    return block;
  }

  #checkTime(): void {
    if (this.#clock.ticks() >= this.#until) throw new ReadLater();
  }
}
