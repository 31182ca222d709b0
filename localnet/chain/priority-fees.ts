/** Blocks whose bids `getRecentPrioritizationFees` reports. */
const RECENT_BLOCKS = 150;

interface BlockBids {
  readonly slot: number;
  lowest: number | undefined;
  readonly lowestByAccount: Map<string, number>;
}

export interface PrioritizationFee {
  readonly slot: number;
  /** Micro-lamports per compute unit. */
  readonly prioritizationFee: number;
}

/** The lowest compute unit prices that landed in each recent block, over all and per writable account. */
export class PriorityFees {
  readonly #blocks: BlockBids[] = [];

  openBlock(slot: number): void {
    this.#blocks.push({ slot, lowest: undefined, lowestByAccount: new Map() });
    if (this.#blocks.length > RECENT_BLOCKS + 1) this.#blocks.shift();
  }

  /** Notes the price a landed transaction paid in the open block, in micro-lamports per unit. */
  record(price: number, writable: readonly string[]): void {
    const block = this.#blocks.at(-1);
    if (block === undefined) return;
    block.lowest = Math.min(block.lowest ?? price, price);
    for (const address of writable) {
      block.lowestByAccount.set(address, Math.min(block.lowestByAccount.get(address) ?? price, price));
    }
  }

  /** Per sealed block: what it took at least to land while locking all of these accounts as writable. */
  recent(accounts: readonly string[]): PrioritizationFee[] {
    return this.#blocks.slice(0, -1).map(({ slot, lowest, lowestByAccount }) => {
      const bids = accounts.map((account) => lowestByAccount.get(account) ?? 0);
      return { slot, prioritizationFee: Math.max(lowest ?? 0, ...bids) };
    });
  }
}
