import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leastOutput, meetsLimit, parseLimitPrice, priceText } from './price.ts';

describe('C-01 limit price', () => {
  it('reads whole input per whole output as an exact ratio of base units', () => {
    // 0.5 SOL (9 decimals) per token (6 decimals): 1,000,000 out for 500,000,000 in.
    expect(parseLimitPrice('0.5', 9, 6)).toEqual({ out: 1n, in: 500n });
  });

  it.each(['', '0', '0.000', '-1', '1e5', 'NaN', '.5', '1.', '1,5', `0.${'0'.repeat(19)}1`])('refuses %j', (text) => {
    expect(parseLimitPrice(text, 9, 6)).toBeNull();
  });

  it('refuses what two u64 cannot hold exactly', () => {
    expect(parseLimitPrice('1234567890123456789.123456789123456789', 9, 6)).toBeNull();
  });

  it('finds the least output that meets it, and one unit less does not', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 10n ** 12n),
        fc.bigInt(1n, 10n ** 12n),
        fc.bigInt(1n, 10n ** 15n),
        (out, input, amount) => {
          const limit = { out, in: input };
          const least = leastOutput(limit, amount);
          expect(meetsLimit(limit, amount, least)).toBe(true);
          expect(meetsLimit(limit, amount, least - 1n)).toBe(false);
        },
      ),
    );
  });
});

describe('C-11 average price', () => {
  it.each([
    [{ input: 1_500_000_000n, output: 1_000_000n }, '1.5'],
    [{ input: 1n, output: 1_000_000n }, '0.000000001'],
    [{ input: 1_000_000_000n, output: 3_000_000n }, '0.333333333'],
    [{ input: 12_345_678_901_000_000_000n, output: 1_000_000n }, '12345678901'],
    [{ input: 0n, output: 5n }, '0'],
  ])('shows %o', (amounts, text) => {
    expect(priceText(amounts, { input: 9, output: 6 })).toBe(text);
  });

  it('has no price before the first fill', () => {
    expect(priceText({ input: 0n, output: 0n }, { input: 9, output: 6 })).toBeNull();
  });
});
