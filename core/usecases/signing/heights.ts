/** The signer's own reading of how far the chain is, from as many of its endpoints as must agree. */
import { lowestShown, type OwnReading } from '#core/domain/execution/bounds.ts';
import { max } from '#core/domain/money.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import { askWitnesses } from './ask-witnesses.ts';

/** Signatures made within this time share a reading: at most three blocks, and the bounds leave room for ten. */
const MAX_AGE_MS = 250;

/**
 * @throws AppError CHAIN_UNAVAILABLE when fewer endpoints answer than must agree: one of them alone may be the one that lags,
 * and a death bound of its making would be too early.
 */
async function readHeights(chain: Chain, clock: Clock): Promise<OwnReading> {
  const shown = await askWitnesses({ chain, clock }, (endpoint) => endpoint.heights('processed'));
  const [heights, slots] = [shown.map(({ blockHeight }) => blockHeight), shown.map(({ slot }) => slot)];
  return {
    highestHeight: heights.reduce(max, chain.highest().blockHeight),
    lowestHeight: lowestShown(heights, chain.quorum),
    lowestSlot: lowestShown(slots, chain.quorum),
  };
}

export type HeightReader = () => Promise<OwnReading>;

/** A reader that asks at most once per `MAX_AGE_MS`, counted from when it asked; those who come meanwhile wait for that answer. */
export function createHeightReader(chain: Chain, clock: Clock): HeightReader {
  let last: { askedAt: number; reading: Promise<OwnReading> } | null = null;
  return () => {
    const now = clock.ticks();
    if (last === null || now - last.askedAt > MAX_AGE_MS) {
      const reading = readHeights(chain, clock);
      last = { askedAt: now, reading };
      // What failed is not shared with those who come later.
      reading.catch(() => {
        if (last?.reading === reading) last = null;
      });
    }
    return last.reading;
  };
}
