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

/** As `Venue.poolAccounts` names them. */
const ACCOUNTS_A_POOL = 3;
/** One RPC call takes a hundred accounts. */
const POOLS_A_CALL = Math.floor(100 / ACCOUNTS_A_POOL);

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
  const addresses = pools.flatMap((pool) => venue.poolAccounts(pool));
  const { slot, accounts } = await chain.best().accounts(addresses, { commitment: 'confirmed' });
  return pools.flatMap((pool, index) => {
    const first = index * ACCOUNTS_A_POOL;
    const reserves = decode(venue, pool, accounts.slice(first, first + ACCOUNTS_A_POOL));
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
