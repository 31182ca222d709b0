/**
 * Prices as exact ratios. People write "input tokens per one output token" in decimals; the engine compares base units.
 */
import { U64_MAX } from './money.ts';

/** At least `out` base units of output for every `in` base units of input. Both fit u64; `in` is above zero. */
export interface LimitPrice {
  readonly out: bigint;
  readonly in: bigint;
}

const DECIMAL = /^(\d{1,20})(?:\.(\d{1,18}))?$/;

const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));

/**
 * Reads a limit price: whole input tokens per one whole output token, e.g. `0.0125`, up to 18 decimals.
 * Null when the text is no positive decimal number, or too extreme to be held exactly in two u64.
 */
export function parseLimitPrice(text: string, inputDecimals: number, outputDecimals: number): LimitPrice | null {
  const match = DECIMAL.exec(text.trim());
  if (match === null) return null;
  const fraction = match[2] ?? '';
  const numerator = BigInt(`${match[1]}${fraction}`);
  if (numerator === 0n) return null;
  // price = numerator / 10^f whole in per whole out  ⇒  out/in = 10^(f + outputDecimals) / (numerator × 10^inputDecimals)
  const out = 10n ** BigInt(fraction.length + outputDecimals);
  const input = numerator * 10n ** BigInt(inputDecimals);
  const divisor = gcd(out, input);
  const limit = { out: out / divisor, in: input / divisor };
  return limit.out > U64_MAX || limit.in > U64_MAX ? null : limit;
}

/** Whether getting `amountOut` for `amountIn` is at least as good as the limit. */
export const meetsLimit = (limit: LimitPrice, amountIn: bigint, amountOut: bigint): boolean =>
  amountOut * limit.in >= amountIn * limit.out;

/** The least output that meets the limit for `amountIn`, rounded up. */
export const leastOutput = (limit: LimitPrice, amountIn: bigint): bigint =>
  (amountIn * limit.out + limit.in - 1n) / limit.in;

/**
 * Average price as a decimal text: whole input tokens per one whole output token, `digits` significant digits, rounded down.
 * Null when nothing was received.
 */
export function priceText(
  amounts: { input: bigint; output: bigint },
  decimals: { input: number; output: number },
  digits = 9,
): string | null {
  if (amounts.output === 0n) return null;
  const numerator = amounts.input * 10n ** BigInt(decimals.output);
  const denominator = amounts.output * 10n ** BigInt(decimals.input);
  return significant(numerator, denominator, digits);
}

function significant(numerator: bigint, denominator: bigint, digits: number): string {
  if (numerator === 0n) return '0';
  const whole = numerator / denominator;
  let places = 0;
  if (whole > 0n) {
    places = Math.max(0, digits - whole.toString().length);
  } else {
    // Each leading zero behind the point asks for one more place.
    let scaled = numerator;
    while (scaled < denominator) {
      scaled *= 10n;
      places += 1;
    }
    places += digits - 1;
  }
  const text = ((numerator * 10n ** BigInt(places)) / denominator).toString().padStart(places + 1, '0');
  if (places === 0) return text;
  return `${text.slice(0, -places)}.${text.slice(-places)}`.replace(/\.?0+$/, '');
}
