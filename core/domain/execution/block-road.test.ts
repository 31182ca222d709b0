import { describe, expect, it } from 'vitest';
import { type ReadBlock, type RoadProgress, readOn, verdictOfRoad } from './block-road.ts';

const ATTEMPT = { signature: 'ours', blockhashSlot: 105n, deathBound: 60n, freshnessBound: 58n };

/** Blocks at slots 100, 110, 120 … and heights 50, 51, 52 …, each after the one before. */
const blocks = (count: number): ReadBlock[] =>
  Array.from({ length: count }, (_, index) => ({
    slot: 100n + 10n * BigInt(index),
    blockHeight: 50n + BigInt(index),
    blockhash: `hash ${index}`,
    previousBlockhash: `hash ${index - 1}`,
    signatures: [`other ${index}`],
  }));

const without = (list: ReadBlock[], index: number): ReadBlock[] => list.toSpliced(index, 1);

const search = (list: readonly ReadBlock[]) =>
  verdictOfRoad(
    ATTEMPT,
    list.reduce<RoadProgress | null>((progress, block) => readOn(ATTEMPT, progress, block), null),
  );

describe('E-04 the block road', () => {
  it('proves absence by every block from the blockhash through the one after the death bound', () => {
    expect(search(blocks(12))).toEqual({ kind: 'absent' });
  });

  it('proves nothing one block short of that', () => {
    expect(search(blocks(11))).toEqual({ kind: 'incomplete' });
  });

  it('proves nothing without the block the blockhash was read at', () => {
    expect(search(without(blocks(12), 0))).toEqual({ kind: 'incomplete' });
  });

  it.each([1, 5, 10])('proves nothing when block %d is missing', (index) => {
    expect(search(without(blocks(12), index))).toEqual({ kind: 'incomplete' });
  });

  it('finds the transaction, even among blocks that prove nothing', () => {
    const list = without(blocks(12), 2);
    const home = list[3];
    if (home !== undefined) list[3] = { ...home, signatures: ['other', 'ours'] };
    expect(search(list)).toEqual({ kind: 'found', slot: 140n });
  });

  it('proves nothing by no blocks at all', () => {
    expect(search([])).toEqual({ kind: 'incomplete' });
  });
});
