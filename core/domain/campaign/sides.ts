/** Which of a pool's two mints a campaign spends and which it gets. */
import type { Address } from '../ids.ts';
import type { NamedPool } from '../pool.ts';

export interface Side {
  readonly mint: Address;
  readonly decimals: number;
  readonly symbol: string | null;
}

export interface Sides {
  readonly input: Side;
  readonly output: Side;
}

/** The sides of a trade that gets `outputMint`; null when the pool does not trade it. */
export function sidesOf(pool: NamedPool, outputMint: Address): Sides | null {
  const base = { mint: pool.baseMint, decimals: pool.baseDecimals, symbol: pool.baseSymbol };
  const quote = { mint: pool.quoteMint, decimals: pool.quoteDecimals, symbol: pool.quoteSymbol };
  if (outputMint === base.mint) return { input: quote, output: base };
  if (outputMint === quote.mint) return { input: base, output: quote };
  return null;
}
