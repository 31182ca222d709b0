import { describe, expect, it } from 'vitest';
import { AppError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import { type TokenAmount, tokenAmount, U64_MAX } from '#core/domain/money.ts';
import type { ExactInRequest } from '#core/ports/venue.ts';
import { decodePool } from './pool-account.ts';
import { quoteExactIn } from './quote.ts';
import { poolAccounts, poolFixture, someAddress } from './testing/fixtures.ts';

const fixture = poolFixture();
const pool = decodePool(fixture.address, poolAccounts(fixture));
const request: ExactInRequest = {
  pool,
  inputMint: pool.quoteMint,
  amountIn: tokenAmount(1_000_000n),
  slippageBps: 100,
};

function refusalOf(changes: Partial<ExactInRequest>): unknown {
  try {
    quoteExactIn({ ...request, ...changes });
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, field: 'field' in error.context && error.context.field };
    throw error;
  }
  return 'none';
}

describe('quoteExactIn', () => {
  it('quotes a purchase', () => {
    // fee ⌈1,000,000 × 0.25 %⌉ = 2,500; out ⌊10⁹ × 997,500 / 2,000,997,500⌋ = 498,501; less 1 %: 493,515
    expect(quoteExactIn(request)).toEqual({
      inputMint: pool.quoteMint,
      outputMint: pool.baseMint,
      amountIn: 1_000_000n,
      amountOut: 498_501n,
      minAmountOut: 493_515n,
      fee: 2_500n,
      reserveIn: 2_000_000_000n,
      reserveOut: 1_000_000_000n,
      spotPrice: { numerator: 1_000_000_000n, denominator: 2_000_000_000n },
      priceImpactBps: 5n,
    });
  });

  it('quotes a sale with the reserves the other way round', () => {
    const sale = quoteExactIn({ ...request, inputMint: pool.baseMint });
    expect(sale).toMatchObject({
      outputMint: pool.quoteMint,
      reserveIn: pool.baseReserve,
      reserveOut: pool.quoteReserve,
    });
    expect(sale.amountOut).toBe(1_993_011n);
  });

  it.each([
    [0, 498_501n],
    [1, 498_451n],
    [10_000, 1n],
  ])('asks with a slippage of %i bps for at least %i', (slippageBps, least) => {
    expect(quoteExactIn({ ...request, slippageBps }).minAmountOut).toBe(least);
  });

  it("takes the pool's own fee", () => {
    expect(quoteExactIn({ ...request, pool: { ...pool, feeNumerator: 100n } }).fee).toBe(10_000n);
  });

  it.each<[string, Partial<ExactInRequest>, unknown]>([
    [
      'a mint the pool does not trade',
      { inputMint: someAddress() },
      { code: 'POOL_OF_ANOTHER_MINT', field: 'inputMint' },
    ],
    ['zero', { amountIn: tokenAmount(0n) }, { code: 'BAD_USER_INPUT', field: 'amountIn' }],
    ['a negative amount', { amountIn: -1n as TokenAmount }, { code: 'BAD_USER_INPUT', field: 'amountIn' }],
    ['too little to buy anything', { amountIn: tokenAmount(1n) }, { code: 'BAD_USER_INPUT', field: 'amountIn' }],
    ['more than 64 bits can hold', { amountIn: tokenAmount(U64_MAX) }, { code: 'BAD_USER_INPUT', field: 'amountIn' }],
    ['a negative slippage', { slippageBps: -1 }, { code: 'BAD_USER_INPUT', field: 'slippageBps' }],
    ['a slippage above the whole', { slippageBps: 10_001 }, { code: 'BAD_USER_INPUT', field: 'slippageBps' }],
    ['a fractional slippage', { slippageBps: 0.5 }, { code: 'BAD_USER_INPUT', field: 'slippageBps' }],
    ['an empty pool', { pool: { ...pool, baseReserve: tokenAmount(0n) } }, { code: 'POOL_CLOSED', field: 'pool' }],
  ])('refuses %s', (_, changes, refusal) => {
    expect(refusalOf(changes)).toEqual(refusal);
  });

  it('refuses a mint that differs by case', () => {
    const inputMint = pool.baseMint.toLowerCase() as Address;
    expect(refusalOf({ inputMint })).toMatchObject({ code: 'POOL_OF_ANOTHER_MINT' });
  });
});
