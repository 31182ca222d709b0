/** Which endpoint to ask first. */
import type { Clock } from '#core/ports/clock.ts';
import { isUsable, type Member } from './member.ts';

/** Endpoints this few slots apart are equally far: they were not asked at the same instant. */
const EVEN_SLOTS = 4n;
/** Shares of failures are told apart in tenths, answers' times in powers of two: who is best should not change with every call. */
const ERROR_STEPS = 10;
/** Answers quicker than this are equally quick. */
const QUICK_MS = 8;
/** How long an order holds; statistics over a window do not change faster. */
const HOLDS_MS = 100;

/** Lower is better; the first difference decides. */
type Score = readonly [lag: number, errors: number, latency: number];

function scoreOf({ transport, slotLag }: Member): Score {
  const { window } = transport;
  return [
    slotLag <= EVEN_SLOTS ? 0 : Number(slotLag / EVEN_SLOTS),
    Math.ceil(window.errorRate() * ERROR_STEPS),
    Math.floor(Math.log2(Math.max(QUICK_MS, window.latencyMs(0.5) ?? 0))),
  ];
}

function compare(a: Score, b: Score): number {
  const differing = a.findIndex((part, index) => part !== b[index]);
  return differing < 0 ? 0 : (a[differing] ?? 0) - (b[differing] ?? 0);
}

/**
 * Best first: fewest slots behind, then fewest failures, then the quickest, then the order of the configuration. Endpoints that
 * may not be asked just now are left out.
 */
export function createRanking(members: readonly Member[], clock: Clock): () => readonly Member[] {
  let ranked: readonly Member[] = members;
  let rankedAt = Number.NEGATIVE_INFINITY;
  return () => {
    if (clock.ticks() - rankedAt >= HOLDS_MS) {
      const scores = new Map(members.map((member) => [member, scoreOf(member)]));
      ranked = [...members].sort((a, b) => compare(scores.get(a) ?? [0, 0, 0], scores.get(b) ?? [0, 0, 0]));
      rankedAt = clock.ticks();
    }
    return ranked.filter(isUsable);
  };
}
