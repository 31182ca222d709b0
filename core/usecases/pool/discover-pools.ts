import { parseAddress } from '#core/domain/ids.ts';
import type { PoolState } from '#core/ports/venue.ts';
import { askChain } from '../ask-chain.ts';
import type { ReadPoolDeps } from './read-pool.ts';

/**
 * Open pools that trade a mint, deepest first (T-02).
 * @throws AppError INVALID_ADDRESS, NOT_A_MINT, TOKEN_PROGRAM_UNSUPPORTED, CHAIN_UNAVAILABLE
 */
export async function discoverPools(deps: ReadPoolDeps, input: { readonly mint: string }): Promise<PoolState[]> {
  const mint = parseAddress(input.mint, 'mint');
  return askChain(() => deps.chain.read((endpoint) => deps.venue.findPools(mint, endpoint)));
}
