/** Step 3 of the execution design for a trade: what its pool offers now, and the swap for it. */

import { isAppError } from '#core/domain/errors.ts';
import { max, tokenAmount } from '#core/domain/money.ts';
import { leastOutput } from '#core/domain/price.ts';
import type { ClaimedTrade } from '#core/ports/claim-store.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { PoolKeys, SwapQuote, Venue } from '#core/ports/venue.ts';
import type { TradeDeps } from './deps.ts';
import { type DeniedTrade, type Draft, denied } from './draft.ts';
import type { Reading, Wanted } from './read-accounts.ts';

const venueOf = ({ venues }: TradeDeps, intent: ClaimedTrade): Venue | DeniedTrade =>
  venues.get(intent.venue) ?? denied('VENUE_UNKNOWN', { venue: intent.venue });

/** The pool that a trade is made in; a denial when this build does not know its venue. */
export function wantedPool(deps: TradeDeps, intent: ClaimedTrade): Wanted | DeniedTrade {
  const venue = venueOf(deps, intent);
  if ('kind' in venue) return venue;
  return { key: intent.poolAddress, accounts: venue.poolAccounts(poolKeys(intent)) };
}

export function draftTrade(deps: TradeDeps, intent: ClaimedTrade, reading: Reading): Draft | DeniedTrade {
  const venue = venueOf(deps, intent);
  if ('kind' in venue) return venue;
  const quote = quoteNow(venue, intent, reading);
  if ('kind' in quote) return quote;
  const minOut = leastAcceptable(intent, quote);
  if (minOut === null) return denied('LIMIT_PRICE', { quotedOut: quote.amountOut.toString() });
  return toDraft({ intent, venue, quote, slot: reading.slot, minOut });
}

const poolKeys = (intent: ClaimedTrade): PoolKeys => ({
  address: intent.poolAddress,
  baseMint: intent.baseMint,
  quoteMint: intent.quoteMint,
  baseVault: intent.baseVault,
  quoteVault: intent.quoteVault,
});

function quoteNow(venue: Venue, intent: ClaimedTrade, { accounts }: Reading): SwapQuote | DeniedTrade {
  const { inputMint, slippageBps } = intent;
  try {
    const pool = venue.decodePool(intent.poolAddress, accounts);
    return venue.quoteExactIn({ pool, inputMint, amountIn: tokenAmount(intent.amountIn), slippageBps });
  } catch (error) {
    if (isAppError(error)) return denied(error.code, { ...error.context });
    throw error;
  }
}

/** Of the slippage allowed, the share given up beforehand. */
const HEADROOM = 10n;

/**
 * The least output to sign for: the quote less slippage, and never worse than the limit price. A tenth of the slippage is left
 * out: the signer quotes a moment later, and would refuse if the price were ever so little better by then. Null when the limit
 * price is not on offer.
 */
function leastAcceptable(intent: ClaimedTrade, quote: SwapQuote): bigint | null {
  const least = quote.minAmountOut + (quote.amountOut - quote.minAmountOut) / HEADROOM;
  if (intent.limitOut === null || intent.limitIn === null) return least;
  const limit = leastOutput({ out: intent.limitOut, in: intent.limitIn }, intent.amountIn);
  return quote.amountOut < limit ? null : max(limit, least);
}

interface Swap {
  readonly intent: ClaimedTrade;
  readonly venue: Venue;
  readonly quote: SwapQuote;
  /** Where the pool was read. */
  readonly slot: bigint;
  readonly minOut: bigint;
}

function toDraft(swap: Swap): Draft {
  const { intent, venue, minOut } = swap;
  return {
    intent,
    quote: toQuote(swap),
    route: {
      through: intent.poolAddress,
      wallet: intent.wallet,
      writable: [intent.poolAddress, intent.baseVault, intent.quoteVault],
    },
    build: (budget) =>
      venue.buildSwap({
        intentId: intent.id,
        wallet: intent.wallet,
        feePayer: intent.feePayer,
        pool: poolKeys(intent),
        inputMint: intent.inputMint,
        amountIn: tokenAmount(intent.amountIn),
        minAmountOut: tokenAmount(minOut),
        computeUnitLimit: budget.units,
        computeUnitPrice: budget.price,
      }),
  };
}

const toQuote = ({ quote, slot, minOut }: Swap): SignIntentRequest['quote'] => ({
  slot: slot.toString(),
  quotedOut: quote.amountOut.toString(),
  minOut: minOut.toString(),
  poolFee: quote.fee.toString(),
  reserveIn: quote.reserveIn.toString(),
  reserveOut: quote.reserveOut.toString(),
});
