import { describe, expect, it } from 'vitest';
import { formatPrice, priceOf } from './price.ts';

describe('priceOf', () => {
  it('divides by whole units of both mints', () => {
    const input = { amount: 100_000_000n, decimals: 9 };
    expect(priceOf(input, { amount: 400_000_000n, decimals: 6 })).toBe('0.00025');
    expect(priceOf(input, { amount: 3n, decimals: 0 })).toBe('0.033333333333333333333333');
  });

  it('C-10 keeps every digit of the largest amounts', () => {
    const input = { amount: 18_446_744_073_709_551_615n, decimals: 0 };
    expect(priceOf(input, { amount: 1n, decimals: 0 })).toBe('18446744073709551615');
  });

  it('has no price when nothing came back', () => {
    expect(priceOf({ amount: 1n, decimals: 9 }, { amount: 0n, decimals: 6 })).toBeNull();
  });
});

describe('formatPrice', () => {
  it.each([
    ['0.000245671234', '0.000245671'],
    ['12345.678', '12,345.6'],
    ['0.0000000000001', '0.000000000000100000'],
    ['1.5', '1.50000'],
    ['1234567.8', '1,234,567'],
    ['0', '0.000000'],
  ])('writes %s as %s', (decimal, text) => {
    expect(formatPrice(decimal)).toBe(text);
  });
});
