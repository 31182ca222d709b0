import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBps, formatShare, formatUnits, parseUnits } from './amounts.ts';

describe('formatUnits', () => {
  it.each([
    [0n, 9, 9, '0'],
    [1n, 9, 9, '0.000000001'],
    [1_234_500_000n, 6, 6, '1,234.5'],
    [18_446_744_073_709_551_615n, 0, 0, '18,446,744,073,709,551,615'],
    [18_446_744_073_709_551_615n, 9, 4, '18,446,744,073.7095'],
    [-2_039_280n, 9, 9, '−0.00203928'],
    [999_999_999n, 9, 2, '0.99'],
    [4_999n, 9, 4, '<0.0001'],
    [1n, 6, 0, '<1'],
  ])('writes %s with %i decimals, at most %i shown, as %s', (amount, decimals, shown, text) => {
    expect(formatUnits(amount, decimals, shown)).toBe(text);
  });

  it('keeps as many digits as a column needs to line up', () => {
    expect(formatUnits(1_944_188_000n, 6, 4, 4)).toBe('1,944.1880');
    expect(formatUnits(0n, 6, 4, 4)).toBe('0.0000');
    expect(formatUnits(12n, 6, 4, 4)).toBe('<0.0001');
    expect(formatUnits(5n, 0, 4, 4)).toBe('5');
  });

  it('loses no digit when none is cut', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: 0, max: 12 }), (amount, decimals) => {
        const [whole = '', fraction = ''] = formatUnits(amount, decimals).replaceAll(',', '').split('.');
        expect(BigInt(whole + fraction.padEnd(decimals, '0'))).toBe(amount);
      }),
    );
  });
});

describe('formatShare', () => {
  it.each([
    [0n, 0n, '0'],
    [0n, 10n, '0'],
    [1n, 3n, '33.3'],
    [2n, 3n, '66.7'],
    [5n, 5n, '100'],
  ])('%s of %s is %s', (part, whole, text) => {
    expect(formatShare(part, whole)).toBe(text);
  });
});

it('formatBps writes basis points as per cent', () => {
  expect(formatBps(42)).toBe('0.42 %');
  expect(formatBps(100)).toBe('1.00 %');
  expect(formatBps(-0.3)).toBe('0.00 %');
  expect(formatBps(-7.4)).toBe('−0.07 %');
});

describe('parseUnits', () => {
  it.each([
    ['1', 9, 1_000_000_000n],
    ['1,234.5', 6, 1_234_500_000n],
    [' 0.000000001 ', 9, 1n],
    ['0.10', 1, 1n],
    ['7.', 0, 7n],
    ['18446744073.709551615', 9, 18_446_744_073_709_551_615n],
  ])('reads %j with %s decimals as %s', (text, decimals, amount) => {
    expect(parseUnits(text, decimals)).toBe(amount);
  });

  it.each(['', '.', '-1', '+1', '1e3', '1.2.3', '1,23', '0x10', '1 000', '0.0000000001'])('%j is no amount', (text) => {
    expect(parseUnits(text, 9)).toBe(null);
  });

  it('reads whatever formatUnits wrote in full', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.integer({ min: 0, max: 12 }), (amount, decimals) => {
        expect(parseUnits(formatUnits(amount, decimals), decimals)).toBe(amount);
      }),
    );
  });
});
