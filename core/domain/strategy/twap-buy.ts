/**
 * TWAP buy (C-06): spends a budget in equal trades at equal intervals until the end time.
 *
 * The amount of each trade is what is left divided by the intervals left, so after an outage or a pause there is no burst:
 * the rest is spread over the remaining time inside the size bounds, and what does not fit stays unspent.
 * One unsigned trade at a time: while signing is impossible, trades do not pile up.
 */
import { z } from 'zod';
import { max, min, U64_MAX } from '../money.ts';
import type { Decision, RunView, Strategy } from './types.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No faster than this, whatever slices and duration say. */
export const SHORTEST_INTERVAL_MS = 100;
/** A trade that could not be signed for this long (or one interval, if that is longer) is given up. */
export const TRADE_VALIDITY_MS = MINUTE;
/** How often a run that only waits for its last trades looks again. */
const IDLE_MS = 1_000;

const amount = z
  .union([z.bigint(), z.string().regex(/^\d{1,20}$/, 'must be a whole number of base units')])
  .transform(BigInt)
  .refine((value) => value <= U64_MAX, 'must fit an unsigned 64-bit integer');
const positiveAmount = amount.refine((value) => value > 0n, 'must be above zero');

/** Amounts in base units of the input mint. Exactly one of `slices` and `cadenceMs`. */
export const twapBuyParameters = z
  .strictObject({
    /** Input amount alone; fees, tips and rent come on top and are told apart. */
    budget: positiveAmount,
    durationMs: z
      .int()
      .min(5_000, 'must be at least 5 seconds')
      .max(31 * DAY, 'must be at most 31 days'),
    slices: z.int().min(1).max(10_000).optional(),
    cadenceMs: z.int().min(1_000, 'must be at least 1 second').max(DAY, 'must be at most a day').optional(),
    minTrade: positiveAmount.optional(),
    maxTrade: positiveAmount.optional(),
    /** At least `out` per `in`, in base units; checked again at every signature. */
    limit: z.strictObject({ out: positiveAmount, in: positiveAmount }).optional(),
  })
  .superRefine((p, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (p.slices !== undefined && p.cadenceMs !== undefined) refuse('cadenceMs', 'give slices or a cadence, not both');
    if (p.slices === undefined && p.cadenceMs === undefined) refuse('slices', 'give slices or a cadence');
    if (p.slices !== undefined && p.durationMs / p.slices < SHORTEST_INTERVAL_MS) {
      refuse('slices', `must leave at least ${SHORTEST_INTERVAL_MS} ms between trades`);
    }
    if (p.slices !== undefined && BigInt(p.slices) > p.budget)
      refuse('slices', 'must be at most the budget in base units');
    if (p.cadenceMs !== undefined && p.cadenceMs > p.durationMs)
      refuse('cadenceMs', 'must not be longer than the duration');
    if (p.minTrade !== undefined && p.minTrade > p.budget) refuse('minTrade', 'must not be above the budget');
    if (p.minTrade !== undefined && p.maxTrade !== undefined && p.minTrade > p.maxTrade) {
      refuse('maxTrade', 'must not be below minTrade');
    }
  });

export type TwapBuyParameters = z.output<typeof twapBuyParameters>;

/** Milliseconds between trades. */
export const intervalMs = (p: TwapBuyParameters): number =>
  p.cadenceMs ?? Math.max(SHORTEST_INTERVAL_MS, Math.floor(p.durationMs / (p.slices ?? 1)));

function mostTrades(p: TwapBuyParameters): number {
  const intervals = Math.ceil(p.durationMs / intervalMs(p));
  const bySize = p.budget / (p.minTrade ?? 1n);
  return BigInt(intervals) < bySize ? intervals : Number(bySize);
}

function decide(view: RunView, p: TwapBuyParameters): Decision {
  const left = view.budget - view.spent - view.committed;
  if (view.now >= view.endsAt) return { kind: 'done', reason: left === 0n ? 'BUDGET_SPENT' : 'END_TIME' };
  const smallest = p.minTrade ?? 1n;
  if (left < smallest) {
    if (view.committed === 0n) return { kind: 'done', reason: left === 0n ? 'BUDGET_SPENT' : 'REST_TOO_SMALL' };
    return { kind: 'wait', nextDueAt: soonest(view, Math.max(IDLE_MS, intervalMs(p))) };
  }
  const nextDueAt = soonest(view, intervalMs(p));
  if (view.unsigned > 0) return { kind: 'wait', nextDueAt };
  const notAfter = new Date(view.now.getTime() + Math.max(TRADE_VALIDITY_MS, intervalMs(p)));
  return { kind: 'trade', trade: { amountIn: tradeSize(view, p, left), notAfter }, nextDueAt };
}

/** An even share of what is left, inside the bounds; the last trade takes a rest that would be too small to stand alone. */
function tradeSize(view: RunView, p: TwapBuyParameters, left: bigint): bigint {
  const smallest = p.minTrade ?? 1n;
  const largest = p.maxTrade ?? left;
  const intervalsLeft = Math.max(1, Math.ceil((view.endsAt.getTime() - view.now.getTime()) / intervalMs(p)));
  const share = min(max(left / BigInt(intervalsLeft), smallest), min(largest, left));
  return left - share < smallest && left <= largest ? left : share;
}

/** One interval after the decision was due, so that lateness does not add up; after now, so that nothing is caught up on. */
function soonest(view: RunView, interval: number): Date {
  const onGrid = view.dueAt.getTime() + interval;
  const at = onGrid > view.now.getTime() ? onGrid : view.now.getTime() + interval;
  return new Date(Math.min(at, view.endsAt.getTime()));
}

export const twapBuy: Strategy<TwapBuyParameters> = {
  kind: 'TWAP_BUY',
  version: 1,
  side: 'BUY',
  rehearsalOnly: false,
  parse: (stored) => twapBuyParameters.parse(stored),
  budget: (p) => p.budget,
  mostTrades,
  limit: (p) => p.limit ?? null,
  endsAt: (p, startedAt) => new Date(startedAt.getTime() + p.durationMs),
  decide,
};
