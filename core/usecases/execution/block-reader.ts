/**
 * Finalized blocks for the block roads. A round reads for a limited time; what was read last is kept, so that attempts of one
 * outage, which share most of their blocks, mostly read each once.
 */
import type { Block, ChainEndpoint } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';

/** Signatures of blocks kept at the most, about 30 MB of them. */
const KEPT_SIGNATURES = 250_000;

/** Its time is over for this round; the next goes on from here. */
export class ReadLater extends Error {
  override readonly name = 'ReadLater';
}

export class BlockReader {
  /** Those read last come last. */
  readonly #blocks = new Map<string, Block>();
  readonly #clock: Clock;
  #kept = 0;
  /** Milliseconds, monotonic. */
  #until = 0;

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
    this.#kept = 0;
  }

  /** Slots with a block, both ends included, all of them final. @throws ReadLater */
  async slots(endpoint: ChainEndpoint, from: bigint, to: bigint, signal: AbortSignal): Promise<readonly bigint[]> {
    this.#checkTime();
    return endpoint.blockSlots(from, to, signal);
  }

  /** Null when the endpoint does not have it. @throws ReadLater */
  async block(endpoint: ChainEndpoint, slot: bigint, signal: AbortSignal): Promise<Block | null> {
    const key = `${endpoint.name}/${slot}`;
    const known = this.#blocks.get(key);
    if (known !== undefined) return known;
    this.#checkTime();
    const block = await endpoint.block(slot, signal);
    if (block !== null) this.#keep(key, block);
    return block;
  }

  #keep(key: string, block: Block): void {
    this.#blocks.set(key, block);
    this.#kept += block.signatures.length;
    for (const [oldest, { signatures }] of this.#blocks) {
      if (this.#kept <= KEPT_SIGNATURES) return;
      this.#blocks.delete(oldest);
      this.#kept -= signatures.length;
    }
  }

  #checkTime(): void {
    if (this.#clock.ticks() >= this.#until) throw new ReadLater();
  }
}
