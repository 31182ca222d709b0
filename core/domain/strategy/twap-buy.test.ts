import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { intervalMs, type TwapBuyParameters, twapBuy, twapBuyParameters } from './twap-buy.ts';
import type { Decision, RunView } from './types.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const at = (ms: number): Date => new Date(START + ms);

const parameters = (over: Record<string, unknown> = {}): TwapBuyParameters =>
  twapBuyParameters.parse({ budget: '1000', durationMs: 100_000, slices: 10, ...over });

const view = (over: Partial<RunView> = {}): RunView => ({
  now: at(0),
  dueAt: at(0),
  endsAt: at(100_000),
  budget: 1000n,
  spent: 0n,
  committed: 0n,
  unsigned: 0,
  ...over,
});

/** Runs a campaign whose trades succeed at once, skipping the hours given as [from, to). */
function play(p: TwapBuyParameters, outage?: [number, number]): { amounts: bigint[]; times: number[]; last: Decision } {
  const endsAt = twapBuy.endsAt(p, at(0));
  const amounts: bigint[] = [];
  const times: number[] = [];
  let due = at(0);
  let spent = 0n;
  for (let step = 0; step < 30_000; step += 1) {
    const asleep = outage !== undefined && due >= at(outage[0]) && due < at(outage[1]);
    const now = asleep ? at(outage[1]) : due;
    const decision = twapBuy.decide({ ...view(), now, dueAt: due, endsAt, budget: p.budget, spent }, p);
    if (decision.kind === 'done') return { amounts, times, last: decision };
    if (decision.kind === 'trade') {
      amounts.push(decision.trade.amountIn);
      times.push(now.getTime() - START);
      spent += decision.trade.amountIn;
    }
    due = decision.nextDueAt;
  }
  throw new Error('the campaign never ended');
}

describe('C-06 TWAP buy', () => {
  it('spends the whole budget in equal slices at equal intervals', () => {
    const { amounts, times, last } = play(parameters());
    expect(amounts).toEqual(Array(10).fill(100n));
    expect(times).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n * 10_000));
    expect(last).toEqual({ kind: 'done', reason: 'BUDGET_SPENT' });
  });

  it('takes a cadence instead of slices', () => {
    const { amounts } = play(parameters({ slices: undefined, cadenceMs: 25_000 }));
    expect(amounts).toEqual([250n, 250n, 250n, 250n]);
  });

  it('leaves no dust: the last trade takes the remainder', () => {
    const { amounts } = play(parameters({ budget: '1003', slices: 10 }));
    expect(amounts.reduce((sum, x) => sum + x, 0n)).toBe(1003n);
    expect(amounts).toHaveLength(10);
  });

  it('does not burst after an outage: what is left is spread over the time left', () => {
    const { amounts, times } = play(parameters(), [20_000, 70_000]);
    expect(amounts.slice(0, 2)).toEqual([100n, 100n]);
    expect(amounts.slice(2)).toEqual([266n, 267n, 267n]);
    expect(times.slice(2)).toEqual([70_000, 80_000, 90_000]);
  });

  it('keeps inside the size bounds after an outage; the rest stays unspent', () => {
    const { amounts, last } = play(parameters({ maxTrade: '150' }), [20_000, 70_000]);
    expect(amounts.slice(2)).toEqual([150n, 150n, 150n]);
    expect(last).toEqual({ kind: 'done', reason: 'END_TIME' });
  });

  it('does not pile up trades while signing is impossible', () => {
    expect(twapBuy.decide(view({ committed: 100n, unsigned: 1 }), parameters()).kind).toBe('wait');
  });

  it('waits for committed trades before it calls the budget spent, for they may come back', () => {
    expect(twapBuy.decide(view({ spent: 900n, committed: 100n }), parameters()).kind).toBe('wait');
    expect(twapBuy.decide(view({ spent: 1000n }), parameters())).toEqual({ kind: 'done', reason: 'BUDGET_SPENT' });
  });

  it('ends at its end time with the rest unspent', () => {
    expect(twapBuy.decide(view({ now: at(100_000), spent: 300n }), parameters())).toEqual({
      kind: 'done',
      reason: 'END_TIME',
    });
  });

  it('says so when the rest is below the smallest trade', () => {
    const p = parameters({ minTrade: '60', maxTrade: '90' });
    expect(twapBuy.decide(view({ spent: 950n }), p)).toEqual({ kind: 'done', reason: 'REST_TOO_SMALL' });
  });

  it('never commits more than the budget, whatever it sees', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 15n),
        fc.integer({ min: 5_000, max: 10_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(10_000_000),
        fc.bigInt(0n, 10n ** 15n),
        fc.bigInt(0n, 10n ** 15n),
        (budget, durationMs, slices, elapsed, spentRaw, committedRaw) => {
          fc.pre(BigInt(slices) <= budget);
          const p = twapBuyParameters.parse({ budget, durationMs, slices });
          const spent = spentRaw % (budget + 1n);
          const committed = committedRaw % (budget - spent + 1n);
          const decision = twapBuy.decide(
            { now: at(elapsed), dueAt: at(elapsed), endsAt: at(durationMs), budget, spent, committed, unsigned: 0 },
            p,
          );
          if (decision.kind !== 'trade') return;
          expect(decision.trade.amountIn).toBeGreaterThan(0n);
          expect(spent + committed + decision.trade.amountIn <= budget).toBe(true);
          expect(decision.nextDueAt > at(elapsed)).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['both slices and cadence', { cadenceMs: 1_000 }, 'cadenceMs'],
    ['neither', { slices: undefined }, 'slices'],
    ['a zero budget', { budget: '0' }, 'budget'],
    ['a negative budget', { budget: '-5' }, 'budget'],
    ['a fractional budget', { budget: '1.5' }, 'budget'],
    ['a budget beyond u64', { budget: '18446744073709551616' }, 'budget'],
    ['bounds the wrong way round', { minTrade: '9', maxTrade: '8' }, 'maxTrade'],
    ['slices too close together', { durationMs: 5_000, slices: 51 }, 'slices'],
    ['a duration too short', { durationMs: 4_999 }, 'durationMs'],
    ['unknown parameters', { leverage: 3 }, ''],
  ])('refuses %s and names the field', (_what, over, field) => {
    const result = twapBuyParameters.safeParse({ budget: '1000', durationMs: 100_000, slices: 10, ...over });
    expect(result.success).toBe(false);
    expect(result.error?.issues.map((issue) => issue.path.join('.'))).toContain(field);
  });

  it('knows how many trades it can come to', () => {
    expect(twapBuy.mostTrades(parameters())).toBe(10);
    expect(twapBuy.mostTrades(parameters({ slices: undefined, cadenceMs: 30_000 }))).toBe(4);
    expect(twapBuy.mostTrades(parameters({ minTrade: '300' }))).toBe(3);
  });

  it('reads back what is stored as text', () => {
    const stored = JSON.parse(JSON.stringify({ budget: '1000', durationMs: 60_000, cadenceMs: 2_000 })) as unknown;
    expect(intervalMs(twapBuy.parse(stored))).toBe(2_000);
  });
});
