/** The signer's own quote of an intent, by every endpoint it has read. */
import { isAppError } from '#core/domain/errors.ts';
import { min, tokenAmount } from '#core/domain/money.ts';
import { type Denial, denial } from '#core/domain/risk/denial.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { SigningTrade } from '#core/ports/signing-store.ts';
import type { PoolState, SwapQuote, Venue } from '#core/ports/venue.ts';

export interface OwnQuote {
  readonly pool: PoolState;
  /** The highest: an endpoint that lies or lags may cost a denial, never a worse price. */
  readonly swap: SwapQuote;
  /** The lowest: none can make the pool look deeper than it is. */
  readonly reserveIn: bigint;
}

/**
 * A denial when the pool is not what the intent says, or cannot be traded on, by any of the endpoints.
 * @param shown each endpoint's accounts of the pool, as `Venue.decodePool` wants them
 */
export function quoteOwn(
  venue: Venue,
  intent: SigningTrade,
  shown: readonly (readonly (AccountData | null)[])[],
): OwnQuote | Denial {
  const quotes: OwnQuote[] = [];
  for (const accounts of shown) {
    const quote = quoteAt(venue, intent, accounts);
    if ('code' in quote) return quote;
    quotes.push(quote);
  }
  const [first, ...others] = quotes;
  if (first === undefined) return denial('POOL_UNTRADABLE', { reason: 'no endpoint has shown the pool' });
  const highest = others.reduce((best, one) => (one.swap.amountOut > best.swap.amountOut ? one : best), first);
  return { ...highest, reserveIn: quotes.map((one) => one.reserveIn).reduce(min) };
}

/** By what one endpoint has shown. */
function quoteAt(venue: Venue, intent: SigningTrade, accounts: readonly (AccountData | null)[]): OwnQuote | Denial {
  try {
    const pool = venue.decodePool(intent.pool.address, accounts);
    const swap = venue.quoteExactIn({
      pool,
      inputMint: intent.inputMint,
      amountIn: tokenAmount(intent.amountIn),
      slippageBps: intent.slippageBps,
    });
    const sameVaults = pool.baseVault === intent.pool.baseVault && pool.quoteVault === intent.pool.quoteVault;
    if (sameVaults && swap.outputMint === intent.outputMint) return { pool, swap, reserveIn: swap.reserveIn };
    return denial('POOL_UNTRADABLE', { reason: 'the pool on the chain is not the stored one' });
  } catch (error) {
    if (isAppError(error)) return denial('POOL_UNTRADABLE', { reason: error.code });
    throw error;
  }
}
