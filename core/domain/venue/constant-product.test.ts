import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type CurveReserves, quoteExactIn } from './constant-product.ts';

const FEE = { feeNumerator: 25n, feeDenominator: 10_000n };
const reserve = fc.bigInt({ min: 1n, max: 2n ** 63n });
const fee = fc.bigInt({ min: 0n, max: 9_999n }).map((feeNumerator) => ({ feeNumerator, feeDenominator: 10_000n }));

describe('quoteExactIn', () => {
  it.each<[string, CurveReserves, bigint, { amountOut: bigint; fee: bigint; priceImpactBps: bigint }]>([
    // 25 fee; 2,000,000 × 9,975 / 1,009,975 = 19,752.96…; at spot 9,975 would give 19,950, so 198 / 19,950 = 99.2 bps
    [
      'a middling trade',
      { reserveIn: 1_000_000n, reserveOut: 2_000_000n },
      10_000n,
      { amountOut: 19_752n, fee: 25n, priceImpactBps: 100n },
    ],
    [
      'the whole reserve again',
      { reserveIn: 100n, reserveOut: 100n },
      100n,
      { amountOut: 49n, fee: 1n, priceImpactBps: 5_051n },
    ],
    [
      'a fee that takes it all',
      { reserveIn: 10n, reserveOut: 10n },
      1n,
      { amountOut: 0n, fee: 1n, priceImpactBps: 0n },
    ],
  ])('prices %s', (_, reserves, amountIn, expected) => {
    expect(quoteExactIn(reserves, FEE, amountIn)).toEqual(expected);
  });

  it('never lets the product of the reserves fall, nor the output reach the reserve', () => {
    fc.assert(
      fc.property(reserve, reserve, reserve, fee, (reserveIn, reserveOut, amountIn, rate) => {
        const { amountOut } = quoteExactIn({ reserveIn, reserveOut }, rate, amountIn);
        expect(amountOut).toBeLessThan(reserveOut);
        expect((reserveIn + amountIn) * (reserveOut - amountOut)).toBeGreaterThanOrEqual(reserveIn * reserveOut);
      }),
    );
  });

  it('gives the most that keeps the product, not one unit less', () => {
    fc.assert(
      fc.property(reserve, reserve, reserve, fee, (reserveIn, reserveOut, amountIn, rate) => {
        const quote = quoteExactIn({ reserveIn, reserveOut }, rate, amountIn);
        const net = amountIn - quote.fee;
        expect((reserveIn + net) * (reserveOut - quote.amountOut - 1n)).toBeLessThan(reserveIn * reserveOut);
      }),
    );
  });

  it('tells an impact of nought to ten thousand basis points, growing with the input', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 10n ** 15n, max: 2n ** 60n }), fee, (depth, rate) => {
        const reserves = { reserveIn: depth, reserveOut: depth };
        const impacts = [1n, 10n, 100n, 100_000n].map(
          (percent) => quoteExactIn(reserves, rate, (depth * percent) / 100n).priceImpactBps,
        );
        expect(impacts).toEqual([...impacts].sort((left, right) => Number(left - right)));
        expect(impacts[0]).toBeGreaterThanOrEqual(0n);
        expect(impacts.at(-1)).toBeLessThanOrEqual(10_000n);
      }),
    );
  });

  it.each<[string, CurveReserves, typeof FEE, bigint]>([
    ['nothing in', { reserveIn: 1n, reserveOut: 1n }, FEE, 0n],
    ['a negative input', { reserveIn: 1n, reserveOut: 1n }, FEE, -1n],
    ['no input reserve', { reserveIn: 0n, reserveOut: 1n }, FEE, 1n],
    ['no output reserve', { reserveIn: 1n, reserveOut: 0n }, FEE, 1n],
    ['a fee of the whole', { reserveIn: 1n, reserveOut: 1n }, { feeNumerator: 1n, feeDenominator: 1n }, 1n],
  ])('refuses %s', (_, reserves, rate, amountIn) => {
    expect(() => quoteExactIn(reserves, rate, amountIn)).toThrow(RangeError);
  });
});
