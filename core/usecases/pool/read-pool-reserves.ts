import { isAppError } from '#core/domain/errors.ts';
import type { PoolId } from '#core/domain/ids.ts';
import type { Pool } from '#core/domain/pool.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { ReadPoolDeps } from './read-pool.ts';

/** What could be traded against at one slot, in base units. */
export interface PoolReserves {
  readonly baseReserve: bigint;
  readonly quoteReserve: bigint;
  readonly slot: bigint;
}

/** Three accounts a pool, a hundred accounts a call. */
const POOLS_A_CALL = 33;

/**
 * Reserves of many pools at `confirmed`, in as few readings as can be. A pool that cannot be read just now is left out:
 * the chain may be down while everything else is still worth showing (O-04).
 */
export async function readPoolReserves(
  deps: ReadPoolDeps,
  pools: readonly Pool[],
): Promise<ReadonlyMap<PoolId, PoolReserves>> {
  const chunks: Pool[][] = [];
  for (let at = 0; at < pools.length; at += POOLS_A_CALL) chunks.push(pools.slice(at, at + POOLS_A_CALL));
  const read = await Promise.all(chunks.map((chunk) => readChunk(deps, chunk).catch(() => [])));
  return new Map(read.flat());
}

async function readChunk({ chain, venue }: ReadPoolDeps, pools: readonly Pool[]): Promise<[PoolId, PoolReserves][]> {
  const endpoint = chain.best();
  const addresses = pools.map((pool) => venue.poolAccounts(pool));
  const { slot, accounts } = await endpoint.accounts(addresses.flat(), { commitment: 'confirmed' });
  let at = 0;
  return pools.flatMap((pool, index) => {
    const own = accounts.slice(at, (at += addresses[index]?.length ?? 0));
    const reserves = decode(venue, pool, own);
    return reserves === null ? [] : [[pool.id, { ...reserves, slot }]];
  });
}

type Accounts = Awaited<ReturnType<ChainEndpoint['accounts']>>['accounts'];

function decode(venue: Venue, pool: Pool, accounts: Accounts): Omit<PoolReserves, 'slot'> | null {
  try {
    const { baseReserve, quoteReserve } = venue.decodePool(pool.address, accounts);
    return { baseReserve, quoteReserve };
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
