import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTwapBuy, viewTwapBuy } from './twap-buy-input.ts';

const decimals = { input: 9, output: 6 };

describe('C-01 TWAP buy as people give it', () => {
  it('reads back as it was given, whatever was given', () => {
    fc.assert(
      fc.property(
        fc.bigInt(10_000n, 10n ** 18n),
        fc.integer({ min: 5, max: 86_400 }),
        fc.integer({ min: 1, max: 50 }),
        fc.option(fc.integer({ min: 1, max: 999_999 })),
        (budget, durationSeconds, slices, price) => {
          const limitPrice = price === null ? null : `0.${String(price).padStart(6, '0').replace(/0+$/, '')}`;
          const given = {
            budget,
            durationSeconds,
            slices,
            cadenceSeconds: null,
            minTrade: null,
            maxTrade: null,
            limitPrice,
          };
          const stored = JSON.stringify(parseTwapBuy(given, decimals), (_, v) => (typeof v === 'bigint' ? `${v}` : v));
          expect(viewTwapBuy(JSON.parse(stored), decimals)).toEqual(given);
        },
      ),
    );
  });

  it('names the field as people know it, and the whole input where a rule is about no field', () => {
    const context = (over: Record<string, unknown>) => {
      try {
        parseTwapBuy({ budget: 100n, durationSeconds: 60, slices: 5, ...over }, decimals);
      } catch (error) {
        return (error as { context: unknown }).context;
      }
      return null;
    };
    expect(context({})).toBeNull();
    expect(context({ durationSeconds: 1 })).toEqual({
      field: 'twapBuy.durationSeconds',
      rule: 'must be at least 5 seconds',
    });
    expect(context({ cadenceSeconds: 5 })).toEqual({
      ...{ field: 'twapBuy.cadenceSeconds', rule: 'give slices or a cadence, not both' },
    });
    expect(context({ limitPrice: '1e9' })).toMatchObject({ field: 'twapBuy.limitPrice' });
  });
});
