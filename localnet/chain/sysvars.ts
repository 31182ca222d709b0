import { decodeBase58 } from './base58.ts';

export const SLOT_HASHES_SYSVAR = 'SysvarS1otHashes111111111111111111111111111';

/** Entries the SlotHashes sysvar holds, newest first. */
export const SLOT_HASHES_ENTRIES = 512;
const ENTRY_BYTES = 40;

export const SLOTS_PER_EPOCH = 432_000;

export function epochOf(slot: number): number {
  return Math.floor(slot / SLOTS_PER_EPOCH);
}

/**
 * The SlotHashes sysvar's account data, kept by hand: creating a look-up table needs it, the runtime's own
 * slot warp does not update it, and setting it entry by entry takes fifteen times as long.
 */
export class SlotHashes {
  readonly #entries = Buffer.alloc(8 + SLOT_HASHES_ENTRIES * ENTRY_BYTES);
  #count = 0;

  push(slot: number, blockhash: string): void {
    this.#entries.copyWithin(8 + ENTRY_BYTES, 8, this.#entries.length - ENTRY_BYTES);
    this.#entries.writeBigUInt64LE(BigInt(slot), 8);
    decodeBase58(blockhash)?.copy(this.#entries, 16);
    this.#count = Math.min(this.#count + 1, SLOT_HASHES_ENTRIES);
    this.#entries.writeBigUInt64LE(BigInt(this.#count), 0);
  }

  /** The sysvar's bytes; the tail beyond the count is zero. */
  get data(): Buffer {
    return this.#entries;
  }
}
