/**
 * The constant-product curve `x × y = k` with the fee taken from the input, in exact integers and with the rounding of
 * Raydium AMM v4 (raydium-amm, program/src/math.rs `swap_token_amount_base_in` and processor.rs
 * `process_swap_base_in`): the fee is rounded up, the output down.
 */
import { BPS, max, mulDivCeil, mulDivFloor } from '#core/domain/money.ts';

/** What a pool holds of the token that goes in and of the one that comes out, in base units. */
export interface CurveReserves {
  readonly reserveIn: bigint;
  readonly reserveOut: bigint;
}

/** A share of the input, `numerator / denominator`. */
export interface FeeRate {
  readonly feeNumerator: bigint;
  readonly feeDenominator: bigint;
}

export interface CurveQuote {
  /** Base units of the output token. */
  readonly amountOut: bigint;
  /** Base units of the input token that stay in the pool as its fee. */
  readonly fee: bigint;
  /** How much worse than the spot price the input after fee trades, in basis points, rounded up. */
  readonly priceImpactBps: bigint;
}

/**
 * Prices an exact input.
 *
 *     fee = ⌈in × feeNumerator / feeDenominator⌉
 *     out = ⌊reserveOut × (in − fee) / (reserveIn + in − fee)⌋
 *
 * @param amountIn base units of the input token, above zero
 * @throws RangeError when a reserve is empty or the fee is no proper share
 */
export function quoteExactIn({ reserveIn, reserveOut }: CurveReserves, rate: FeeRate, amountIn: bigint): CurveQuote {
  if (amountIn <= 0n) throw new RangeError('the input must be above zero');
  if (reserveIn <= 0n || reserveOut <= 0n) throw new RangeError('the pool is empty');
  if (rate.feeNumerator < 0n || rate.feeNumerator >= rate.feeDenominator) throw new RangeError('the fee is no share');
  const fee = mulDivCeil(amountIn, rate.feeNumerator, rate.feeDenominator);
  const net = amountIn - fee;
  const amountOut = mulDivFloor(reserveOut, net, reserveIn + net);
  return { amountOut, fee, priceImpactBps: priceImpactBps({ reserveIn, reserveOut }, net, amountOut) };
}

/** `1 − (out / net) / (reserveOut / reserveIn)` in basis points; the fee is no part of it, as in Raydium's SDK. */
function priceImpactBps({ reserveIn, reserveOut }: CurveReserves, net: bigint, amountOut: bigint): bigint {
  const atSpot = net * reserveOut;
  return atSpot === 0n ? 0n : max(0n, mulDivCeil(atSpot - amountOut * reserveIn, BPS, atSpot));
}
