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

/** How far a road has been read, and what was found on it: all that has to be remembered of its blocks. */
export interface RoadProgress {
  readonly firstSlot: bigint;
  readonly last: Pick<ReadBlock, 'slot' | 'blockHeight' | 'blockhash'>;
  /** Each block read so far is the parent of the next. */
  readonly unbroken: boolean;
  readonly foundAt: bigint | null;
}

/** A signature, and the slot where its blockhash was read: what was signed after that slot cannot stand before it. */
export type Sought = Bounds & { readonly signature: string; readonly blockhashSlot: bigint };

/** Reads one more block: finalized, of the same endpoint as those before, and the next of them by its slot. */
export function readOn(attempt: Sought, progress: RoadProgress | null, block: ReadBlock): RoadProgress {
  const { slot, blockHeight, blockhash } = block;
  return {
    firstSlot: progress?.firstSlot ?? slot,
    last: { slot, blockHeight, blockhash },
    unbroken: progress === null || (progress.unbroken && block.previousBlockhash === progress.last.blockhash),
    foundAt: progress?.foundAt ?? (block.signatures.includes(attempt.signature) ? slot : null),
  };
}

/** The blocks reach past every height that could hold the transaction. */
export const isReadThrough = (attempt: Sought, { last }: RoadProgress): boolean =>
  last.blockHeight >= attempt.deathBound + 1n;

export function verdictOfRoad(attempt: Sought, progress: RoadProgress | null): BlocksVerdict {
  if (progress === null) return { kind: 'incomplete' };
  if (progress.foundAt !== null) return { kind: 'found', slot: progress.foundAt };
  const covers = progress.firstSlot <= attempt.blockhashSlot && isReadThrough(attempt, progress);
  return covers && progress.unbroken ? { kind: 'absent' } : { kind: 'incomplete' };
}
