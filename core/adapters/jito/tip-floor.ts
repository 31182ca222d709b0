/** What bundles that landed lately had offered, as Jito publishes it: asked in the background, and known or not when needed. */
import { z } from 'zod';
import type { TipFloor } from '#core/ports/block-engine.ts';
import type { Clock } from '#core/ports/clock.ts';

const REFRESH_MS = 30_000;
/** What was read longer ago says nothing of now. */
const STALE_MS = 5 * 60_000;
const TIMEOUT_MS = 5_000;
const LAMPORTS_PER_SOL = 1_000_000_000;

/** The body of `/api/v1/bundles/tip_floor`: SOL as floating point, for it is a statistic and no amount of anybody's. */
const body = z.array(z.object({ landed_tips_50th_percentile: z.number().nonnegative().lt(1) })).min(1);

export interface TipFloorOptions {
  /** Null where nobody publishes one. */
  readonly url: string | null;
  readonly clock: Pick<Clock, 'now'>;
}

/** The median of what landed. Never blocks, and never fails: not known is an answer. */
export function watchTipFloor({ url, clock }: TipFloorOptions): TipFloor {
  let read: { readonly lamports: bigint; readonly at: number } | null = null;
  const now = (): number => clock.now().getTime();
  const refresh = async (address: string): Promise<void> => {
    const lamports = await readTipFloor(address).catch(() => null);
    if (lamports !== null) read = { lamports, at: now() };
  };
  if (url === null) return { recent: () => null, close: () => undefined };
  void refresh(url);
  const timer = setInterval(() => void refresh(url), REFRESH_MS);
  timer.unref();
  return {
    recent: () => (read !== null && now() - read.at <= STALE_MS ? read.lamports : null),
    close: () => clearInterval(timer),
  };
}

/** @throws when nobody answers, or something else */
async function readTipFloor(url: string): Promise<bigint> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
  const [latest] = body.parse(await response.json());
  return BigInt(Math.ceil((latest?.landed_tips_50th_percentile ?? 0) * LAMPORTS_PER_SOL));
}
