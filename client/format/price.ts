/** Prices as decimal strings: whole input tokens paid per one whole output token. */
import { groupThousands } from './amounts.ts';

const SCALE_DIGITS = 24;
const SCALE = 10n ** BigInt(SCALE_DIGITS);

/** An amount of a token in base units, with the decimals of its mint. */
export interface TokenQuantity {
  readonly amount: bigint;
  readonly decimals: number;
}

/** Turns a value scaled by 10^24 into a decimal string without trailing zeros. */
function unscale(value: bigint): string {
  const digits = value.toString().padStart(SCALE_DIGITS + 1, '0');
  const whole = digits.slice(0, -SCALE_DIGITS);
  const fraction = digits.slice(-SCALE_DIGITS).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The price of a trade, floored at 24 decimals; null when nothing was received. */
export function priceOf(input: TokenQuantity, output: TokenQuantity): string | null {
  if (output.amount === 0n) return null;
  const numerator = input.amount * 10n ** BigInt(output.decimals) * SCALE;
  return unscale(numerator / (output.amount * 10n ** BigInt(input.decimals)));
}

/**
 * A decimal string cut or filled up to `significant` digits, so that columns line up, and grouped by thousands. Whole
 * digits are never cut: `0.000245671234` → `0.000245671`, `1.5` → `1.50000`, `1234567.8` → `1,234,567`.
 */
export function formatPrice(decimal: string, significant = 6): string {
  const [whole = '0', fraction = ''] = decimal.split('.');
  const leading = /^0*$/.test(whole) ? (/^0*/.exec(fraction)?.[0].length ?? 0) : -whole.length;
  const shown = Math.max(0, significant + leading);
  const cut = fraction.slice(0, shown).padEnd(shown, '0');
  const grouped = groupThousands(whole);
  return cut === '' ? grouped : `${grouped}.${cut}`;
}
