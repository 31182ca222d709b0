import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boundsOf, isPlausible, lowestShown } from './bounds.ts';

const own = { highestHeight: 1_000n, lowestHeight: 1_000n, lowestSlot: 2_000n };

describe('E-04 bounds of a signature', () => {
  it('takes the greater height for death, the smaller for freshness', () => {
    expect(boundsOf({ lastValidBlockHeight: 1_150n, slot: 1_999n }, own)).toEqual({
      deathBound: 1_160n,
      freshnessBound: 1_150n,
      firstSlot: 1_999n,
    });
    expect(boundsOf({ lastValidBlockHeight: 1_180n, slot: 2_030n }, own)).toEqual({
      deathBound: 1_180n,
      freshnessBound: 1_160n,
      firstSlot: 2_000n,
    });
  });

  it('is never too early, whatever the worker said: no valid blockhash outlives the death bound', () => {
    const height = fc.bigInt(0n, 10n ** 12n);
    fc.assert(
      // A blockhash's block is at most ten above what we had seen by then.
      fc.property(height, fc.bigInt(0n, 10n), height, height, height, (seen, ahead, said, slot, lowestSlot) => {
        const trueLastValid = seen + ahead + 150n;
        const reading = { highestHeight: seen, lowestHeight: seen, lowestSlot };
        const bounds = boundsOf({ lastValidBlockHeight: said, slot }, reading);
        expect(bounds.deathBound >= trueLastValid).toBe(true);
        expect(bounds.freshnessBound <= bounds.deathBound).toBe(true);
        expect(bounds.firstSlot <= lowestSlot).toBe(true);
      }),
    );
  });

  it('is not fresh for longer because one endpoint inflates its heights, with the blockhash it gave', () => {
    const inflated = { highestHeight: 9_000n, lowestHeight: 1_000n, lowestSlot: 2_000n };
    expect(boundsOf({ lastValidBlockHeight: 9_150n, slot: 10_000n }, inflated)).toEqual({
      deathBound: 9_160n,
      freshnessBound: 1_160n,
      firstSlot: 2_000n,
    });
  });

  it.each([
    [[5_000n, 4_999n], 2, 4_999n],
    // One that invents heights does not shut out the honest one.
    [[9_000_000n, 5_000n], 2, 5_000n],
    // One that two others have left far behind does not begin the reading of blocks hours ago.
    [[5_000n, 5_000n, 4_000n], 2, 4_000n],
    [[5_001n, 5_001n, 4_000n], 2, 5_001n],
    [[7n], 1, 7n],
  ])('takes of %s, with a quorum of %d, %s for the lowest', (shown, quorum, lowest) => {
    expect(lowestShown(shown, quorum)).toBe(lowest);
  });

  it.each([
    [1_320n, 2_000n, true],
    [1_321n, 2_000n, false],
    [1_150n, 1_000n, true],
    [1_150n, 999n, false],
    [0n, 9_999n, true],
  ])('finds last valid height %s and slot %s plausible: %s', (lastValidBlockHeight, slot, plausible) => {
    expect(isPlausible({ lastValidBlockHeight, slot }, own)).toBe(plausible);
  });

  it.each([
    [2_000n, true],
    [2_001n, false],
  ])('finds endpoints at heights 1,000 and %s plausible: %s', (highestHeight, plausible) => {
    // Nothing would be dead for as long as the chain takes to get to a height that somebody made up.
    expect(isPlausible({ lastValidBlockHeight: 1_150n, slot: 2_000n }, { ...own, highestHeight })).toBe(plausible);
  });
});
