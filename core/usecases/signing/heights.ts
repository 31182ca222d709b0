/** The signer's own reading of how far the chain is, from all its endpoints at once. */
import { appError } from '#core/domain/errors.ts';
import type { OwnReading } from '#core/domain/execution/bounds.ts';
import { max, min } from '#core/domain/money.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';

/** Signatures made within this time share a reading: at most three blocks, and the bounds leave room for ten. */
const MAX_AGE_MS = 250;

/** @throws AppError CHAIN_UNAVAILABLE when no endpoint answers. */
async function readHeights(chain: Chain): Promise<OwnReading> {
  const answers = await Promise.allSettled(chain.witnesses().map((endpoint) => endpoint.heights('processed')));
  const shown = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const [first, ...others] = shown;
  if (first === undefined) throw appError('CHAIN_UNAVAILABLE', {});
  return {
    highestHeight: shown.map((heights) => heights.blockHeight).reduce(max, chain.highest().blockHeight),
    lowestSlot: others.map((heights) => heights.slot).reduce(min, first.slot),
  };
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
