import type { Venue } from '#core/ports/venue.ts';
import { buildSwap } from './build-swap.ts';
import { findPools } from './discover.ts';
import { decodePool, decodePoolKeys } from './pool-account.ts';
import { quoteExactIn } from './quote.ts';
import { TOKEN_ACCOUNT_RENT } from './wrapped-sol.ts';

/** Raydium AMM v4. */
export const raydiumVenue: Venue = {
  id: 'raydium-amm-v4',
  transientRent: TOKEN_ACCOUNT_RENT,
  poolKeys: decodePoolKeys,
  poolAccounts: ({ address, baseVault, quoteVault }) => [address, baseVault, quoteVault],
  decodePool,
  quoteExactIn,
  buildSwap,
  findPools,
};
