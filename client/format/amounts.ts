/** Amounts as text. Everything is bigint maths; nothing here passes through floating point. */

/** Commas between thousands, for a string of digits. */
export const groupThousands = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',');

/** Splits a base-unit amount at its decimal point, without sign. */
function parts(amount: bigint, decimals: number): { whole: string; fraction: string } {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return { whole: digits.slice(0, point), fraction: digits.slice(point) };
}

const join = (negative: boolean, whole: string, fraction: string): string =>
  `${negative ? '−' : ''}${whole}${fraction === '' ? '' : `.${fraction}`}`;

/**
 * A base-unit amount in whole units, grouped by thousands, trailing zeros dropped but for the first
 * `minFraction` digits: `(1_234_500_000n, 6)` → `1,234.5`.
 * Cut, never rounded up, at `maxFraction` digits, so that what is shown is never more than what is there.
 * An amount that is not zero but would read as zero becomes `<0.0001`.
 */
export function formatUnits(amount: bigint, decimals: number, maxFraction = decimals, minFraction = 0): string {
  const { whole, fraction } = parts(amount, decimals);
  const shown = fraction.slice(0, maxFraction);
  const cut = shown.slice(0, minFraction) + shown.slice(minFraction).replace(/0+$/, '');
  if (amount !== 0n && BigInt(whole + cut) === 0n) {
    return `${amount < 0n ? '−' : ''}<${maxFraction === 0 ? '1' : `0.${'0'.repeat(maxFraction - 1)}1`}`;
  }
  return join(amount < 0n, groupThousands(whole), cut);
}

/**
 * `part` of `whole` in per cent with one digit, rounded to the nearest: `(1n, 3n)` → `33.3`. Nothing of nothing is `0`.
 */
export function formatShare(part: bigint, whole: bigint): string {
  if (whole === 0n) return '0';
  return formatUnits((part * 2000n + whole) / (whole * 2n), 1);
}

/** Basis points in per cent, always with two digits so that columns line up: `10` → `0.10 %`. Fractions of a basis point are rounded away. */
export function formatBps(bps: number): string {
  const { whole, fraction } = parts(BigInt(Math.round(bps)), 2);
  return `${join(bps <= -0.5, groupThousands(whole), fraction)} %`;
}

/**
 * The base units that a person wrote in whole units: `('1,234.5', 6)` → `1_234_500_000n`. Null for what is no amount, or is finer than
 * the asset can be split.
 */
export function parseUnits(text: string, decimals: number): bigint | null {
  const [, whole, fraction = ''] = /^(\d{1,20}|\d{1,3}(?:,\d{3}){0,6})(?:\.(\d*))?$/.exec(text.trim()) ?? [];
  const split = fraction.replace(/0+$/, '');
  if (whole === undefined || split.length > decimals) return null;
  return BigInt(whole.replaceAll(',', '') + split.padEnd(decimals, '0'));
}
