/**
 * The second road of a proof of death: every finalized block that could hold the transaction, read one by one. The ordinary
 * road after a stop of minutes, when status caches have forgotten.
 */
import type { Bounds } from './evidence.ts';

export interface ReadBlock {
  readonly slot: bigint;
  readonly blockHeight: bigint;
  readonly blockhash: string;
  readonly previousBlockhash: string;
  readonly signatures: readonly string[];
}

export type BlocksVerdict =
  | { readonly kind: 'absent' }
  | { readonly kind: 'found'; readonly slot: bigint }
  /** The blocks do not join up, or do not reach from the blockhash's slot past the bound: they prove nothing. */
  | { readonly kind: 'incomplete' };

/**
 * @param blocks finalized, in the order of their slots, of one endpoint. The first must not lie behind `blockhashSlot`, where
 * the transaction's blockhash was read: what was signed after that slot cannot stand before it.
 */
export function searchBlocks(
  attempt: Bounds & { readonly signature: string; readonly blockhashSlot: bigint },
  blocks: readonly ReadBlock[],
): BlocksVerdict {
  const home = blocks.find((block) => block.signatures.includes(attempt.signature));
  if (home !== undefined) return { kind: 'found', slot: home.slot };
  const first = blocks[0];
  const last = blocks.at(-1);
  if (first === undefined || last === undefined) return { kind: 'incomplete' };
  const covers = first.slot <= attempt.blockhashSlot && last.blockHeight >= attempt.deathBound + 1n;
  return covers && isUnbroken(blocks) ? { kind: 'absent' } : { kind: 'incomplete' };
}

const isUnbroken = (blocks: readonly ReadBlock[]): boolean =>
  blocks.every((block, index) => index === 0 || block.previousBlockhash === blocks[index - 1]?.blockhash);
