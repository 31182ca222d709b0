import { createHash, randomBytes } from 'node:crypto';
import { encodeBase58 } from './base58.ts';
import type { LandedTransaction } from './landed-transaction.ts';

/** The block that transactions run in now. */
export interface OpenBlock {
  readonly height: number;
  readonly slot: number;
  /** Unix seconds. */
  readonly time: number;
  readonly transactions: LandedTransaction[];
}

/** A hash for the block, unlike any other's, also that of a block of the same slot lost in a crash. */
export function newBlockhash({ slot, transactions }: OpenBlock, parentHash: string): string {
  const hash = createHash('sha256').update(parentHash).update(String(slot));
  for (const { entry } of transactions) hash.update(entry.signature);
  return encodeBase58(hash.update(randomBytes(16)).digest());
}
