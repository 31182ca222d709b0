/**
 * Amounts are branded bigints in base units. They become text only at the edge of the screen, and never floating point.
 */
declare const brand: unique symbol;

/** An amount of lamports, 0 … 2^64 − 1. */
export type Lamports = bigint & { readonly [brand]: 'lamports' };
/** An amount of some SPL token in its base units, 0 … 2^64 − 1. The mint stands beside it, never inside it. */
export type TokenAmount = bigint & { readonly [brand]: 'token' };

export const U64_MAX = (1n << 64n) - 1n;
/** One hundred per cent in basis points. */
export const BPS = 10_000n;

/** @throws RangeError when `value` does not fit an unsigned 64-bit integer. */
export function assertU64(value: bigint): bigint {
  if (value < 0n || value > U64_MAX) throw new RangeError(`${value} is not an unsigned 64-bit amount`);
  return value;
}

/** @throws RangeError outside u64. */
export const lamports = (value: bigint): Lamports => assertU64(value) as Lamports;
/** @throws RangeError outside u64. */
export const tokenAmount = (value: bigint): TokenAmount => assertU64(value) as TokenAmount;

/** Floor of `a × b / c`. @throws RangeError when `c` is zero. */
export function mulDivFloor(a: bigint, b: bigint, c: bigint): bigint {
  if (c === 0n) throw new RangeError('division by zero');
  return (a * b) / c;
}

/** Ceiling of `a × b / c`, for non-negative operands. @throws RangeError when `c` is zero. */
export function mulDivCeil(a: bigint, b: bigint, c: bigint): bigint {
  if (c === 0n) throw new RangeError('division by zero');
  return (a * b + c - 1n) / c;
}

/** What is left of `amount` after taking `bps` basis points away, rounded down. `bps` is 0 … 10,000. */
export const lessBps = (amount: bigint, bps: number): bigint => mulDivFloor(amount, BPS - BigInt(bps), BPS);

export const min = (a: bigint, b: bigint): bigint => (a < b ? a : b);
export const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);
