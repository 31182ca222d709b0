const DECIMAL = /^(\d+)(?:\.(\d+))?$/;

/**
 * Reads an amount as people write it ("1.5") into base units of a token with so many decimals.
 *
 * @throws Error when it is no plain decimal number, or has more places than the token.
 */
export function parseDecimal(text: string, decimals: number): bigint {
  const [, whole, fraction = ''] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) throw new Error(`"${text}" is not a decimal number`);
  if (fraction.length > decimals) throw new Error(`"${text}" has more than ${decimals} decimal places`);
  return BigInt(whole + fraction.padEnd(decimals, '0'));
}
