import { describe, expect, it } from 'vitest';
import { parseDecimal } from './amounts.ts';

describe('parseDecimal', () => {
  it.each([
    ['1.5', 9, 1_500_000_000n],
    ['500', 9, 500_000_000_000n],
    ['0.000001', 6, 1n],
    ['007', 0, 7n],
    ['18446744073.709551615', 9, 2n ** 64n - 1n],
  ])('reads %s with %i decimals', (text, decimals, expected) => {
    expect(parseDecimal(text, decimals)).toBe(expected);
  });

  it.each(['', '-1', '1e9', '.5', '1.', '0x10', '1,000', ' 1', '1.0000001'])('refuses "%s"', (text) => {
    expect(() => parseDecimal(text, 6)).toThrow();
  });
});
