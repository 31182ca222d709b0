import { appError } from '#core/domain/errors.ts';
import { BPS, lessBps, max, tokenAmount, U64_MAX } from '#core/domain/money.ts';
import { quoteExactIn as quoteCurve } from '#core/domain/venue/constant-product.ts';
import type { ExactInRequest, PoolState, SwapQuote } from '#core/ports/venue.ts';
import { outputMintOf } from './sides.ts';

function refuse(field: string, rule: string): never {
  throw appError('BAD_USER_INPUT', { field, rule });
}

function reservesOf(pool: PoolState, inputIsBase: boolean) {
  const { baseReserve, quoteReserve, address } = pool;
  const closed = baseReserve === 0n || quoteReserve === 0n || pool.feeNumerator >= pool.feeDenominator;
  if (closed) throw appError('POOL_CLOSED', { field: 'pool', pool: address });
  return inputIsBase
    ? { reserveIn: baseReserve, reserveOut: quoteReserve }
    : { reserveIn: quoteReserve, reserveOut: baseReserve };
}

/**
 * What the program would give for an exact input just now, to the unit. Unlike the SDK it takes the fee from the pool
 * and the slippage off the output: the least is `⌊out × (1 − s)⌋`, where the SDK has `out / (1 + s)`.
 *
 * @throws AppError POOL_OF_ANOTHER_MINT; POOL_CLOSED for an empty pool; BAD_USER_INPUT for an amount the program would
 * refuse (zero, too small to give anything, too large for its 64 bits) or a slippage outside 0 … 10,000
 */
export function quoteExactIn({ pool, inputMint, amountIn, slippageBps }: ExactInRequest): SwapQuote {
  const outputMint = outputMintOf(pool, inputMint);
  const reserves = reservesOf(pool, inputMint === pool.baseMint);
  if (amountIn <= 0n) refuse('amountIn', 'must be above zero');
  if (!Number.isInteger(slippageBps) || slippageBps < 0 || BigInt(slippageBps) > BPS) {
    refuse('slippageBps', 'must be a whole number from 0 to 10000');
  }
  if (reserves.reserveIn + amountIn > U64_MAX) refuse('amountIn', 'is more than the pool can take');
  const { amountOut, fee, priceImpactBps } = quoteCurve(reserves, pool, amountIn);
  if (amountOut === 0n) refuse('amountIn', 'is too small to buy anything');
  return {
    inputMint,
    outputMint,
    amountIn,
    amountOut: tokenAmount(amountOut),
    minAmountOut: tokenAmount(max(1n, lessBps(amountOut, slippageBps))),
    fee: tokenAmount(fee),
    ...reserves,
    spotPrice: { numerator: reserves.reserveOut, denominator: reserves.reserveIn },
    priceImpactBps,
  };
}
