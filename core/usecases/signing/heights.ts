/** The signer's own reading of how far the chain is, from as many of its endpoints as must agree. */
import { appError } from '#core/domain/errors.ts';
import { lowestShown, type OwnReading } from '#core/domain/execution/bounds.ts';
import { max } from '#core/domain/money.ts';
import type { Chain, Heights } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';

/** Signatures made within this time share a reading: at most three blocks, and the bounds leave room for ten. */
const MAX_AGE_MS = 250;

/** How long endpoints beyond those that are needed are waited for: the bounds are the better for each, but none holds up a trade. */
const GRACE_MS = 250;

/**
 * @throws AppError CHAIN_UNAVAILABLE when fewer endpoints answer than must agree: one of them alone may be the one that lags,
 * and a death bound of its making would be too early.
 */
async function readHeights(chain: Chain): Promise<OwnReading> {
  const shown = await askUntilQuorum(chain);
  if (shown.length < chain.quorum) throw appError('CHAIN_UNAVAILABLE', {});
  const [heights, slots] = [shown.map(({ blockHeight }) => blockHeight), shown.map(({ slot }) => slot)];
  return {
    highestHeight: heights.reduce(max, chain.highest().blockHeight),
    lowestHeight: lowestShown(heights, chain.quorum),
    lowestSlot: lowestShown(slots, chain.quorum),
  };
}

/** What all endpoints answer, or those that did when the grace for the others was over. */
function askUntilQuorum(chain: Chain): Promise<readonly Heights[]> {
  const shown: Heights[] = [];
  return new Promise((resolve) => {
    let grace: ReturnType<typeof setTimeout> | undefined;
    const asked = chain.witnesses().map(async (endpoint) => {
      shown.push(await endpoint.heights('processed'));
      if (shown.length === chain.quorum) grace = setTimeout(() => resolve([...shown]), GRACE_MS);
    });
    void Promise.allSettled(asked).then(() => {
      clearTimeout(grace);
      resolve([...shown]);
    });
  });
}

export type HeightReader = () => Promise<OwnReading>;

/** A reader that asks at most once per `MAX_AGE_MS`, counted from when it asked; those who come meanwhile wait for that answer. */
export function createHeightReader(chain: Chain, clock: Clock): HeightReader {
  let last: { askedAt: number; reading: Promise<OwnReading> } | null = null;
  return () => {
    const now = clock.now().getTime();
    if (last === null || now - last.askedAt > MAX_AGE_MS || now < last.askedAt) {
      const reading = readHeights(chain);
      last = { askedAt: now, reading };
      // What failed is not shared with those who come later.
      reading.catch(() => {
        if (last?.reading === reading) last = null;
      });
    }
    return last.reading;
  };
}
