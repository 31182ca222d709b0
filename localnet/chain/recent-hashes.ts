import type { BlockTable } from './block-table.ts';
import { BlockhashQueue, KEPT_BLOCKHASHES } from './blockhash-queue.ts';
import { SLOT_HASHES_ENTRIES, SlotHashes } from './sysvars.ts';

const REMEMBERED_BLOCKS = Math.max(KEPT_BLOCKHASHES, SLOT_HASHES_ENTRIES);

/** What transactions and programs may know of the newest sealed blocks: their hashes, by height and by slot. */
export class RecentHashes {
  readonly blockhashes = new BlockhashQueue();
  readonly #slotHashes = new SlotHashes();
  readonly #blocks: BlockTable;

  /** Begins with the newest blocks of the table. */
  constructor(blocks: BlockTable) {
    this.#blocks = blocks;
    for (let height = Math.max(0, blocks.tip - REMEMBERED_BLOCKS); height <= blocks.tip; height += 1) {
      this.remember(height);
    }
  }

  /** The SlotHashes sysvar's bytes. */
  get slotHashes(): Buffer {
    return this.#slotHashes.data;
  }

  /** Takes in a block that was sealed just now. */
  remember(height: number): void {
    const { slot, blockhash } = this.#blocks.header(height);
    this.blockhashes.push(blockhash, height);
    this.#slotHashes.push(slot, blockhash);
  }
}
