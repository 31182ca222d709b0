import { z } from 'zod';
import { isAppError } from '#core/domain/errors.ts';
import type { PoolId } from '#core/domain/ids.ts';
import type { Pool } from '#core/domain/pool.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';
import type { ShortMemory } from '#core/ports/short-memory.ts';
import type { Venue } from '#core/ports/venue.ts';
import type { ReadPoolDeps } from './read-pool.ts';

export interface ReadPoolReservesDeps extends ReadPoolDeps {
  readonly chain: Pick<Chain, 'read' | 'genesisHash'>;
  readonly memory: ShortMemory;
}

/** What could be traded against at one slot, in base units. */
export interface PoolReserves {
  readonly baseReserve: bigint;
  readonly quoteReserve: bigint;
  readonly slot: bigint;
}

/** Old enough to spare the endpoint a page that many people watch, young enough for people. Trades read the chain itself. */
const RESERVES_TTL_MS = 2_000;
/** As `Venue.poolAccounts` names them. */
const ACCOUNTS_A_POOL = 3;
/** One RPC call takes a hundred accounts. */
const POOLS_A_CALL = Math.floor(100 / ACCOUNTS_A_POOL);

/**
 * Reserves of many pools at `confirmed`, at most two seconds old (T-02), in as few readings as can be. A pool that cannot be
 * read just now is left out: the chain may be down while everything else is still worth showing (O-04).
 */
export async function readPoolReserves(
  deps: ReadPoolReservesDeps,
  pools: readonly Pool[],
): Promise<ReadonlyMap<PoolId, PoolReserves>> {
  const keyOf = (pool: Pool): string => `reserves:${deps.chain.genesisHash}:${pool.address}`;
  const remembered = await deps.memory.recall(pools.map(keyOf));
  const reserves = new Map<PoolId, PoolReserves>();
  const missing: Pool[] = [];
  pools.forEach((pool, index) => {
    const known = parse(remembered[index] ?? null);
    if (known === null) missing.push(pool);
    else reserves.set(pool.id, known);
  });
  const read = await readChunks(deps, missing);
  for (const [pool, now] of read) reserves.set(pool.id, now);
  if (read.length > 0)
    deps.memory.remember(
      read.map(([pool, now]) => [keyOf(pool), format(now)]),
      RESERVES_TTL_MS,
    );
  return reserves;
}

const text = z
  .string()
  .regex(/^\d{1,20}$/)
  .transform(BigInt);
const stored = z.object({ baseReserve: text, quoteReserve: text, slot: text });

const parse = (remembered: string | null): PoolReserves | null =>
  remembered === null ? null : (stored.safeParse(JSON.parse(remembered)).data ?? null);

const format = ({ baseReserve, quoteReserve, slot }: PoolReserves): string =>
  JSON.stringify({ baseReserve: `${baseReserve}`, quoteReserve: `${quoteReserve}`, slot: `${slot}` });

type Reading = readonly [Pool, PoolReserves];

async function readChunks(deps: ReadPoolDeps, pools: readonly Pool[]): Promise<Reading[]> {
  const chunks: Pool[][] = [];
  for (let at = 0; at < pools.length; at += POOLS_A_CALL) chunks.push(pools.slice(at, at + POOLS_A_CALL));
  return (await Promise.all(chunks.map((chunk) => readChunk(deps, chunk).catch(() => [])))).flat();
}

async function readChunk({ chain, venue }: ReadPoolDeps, pools: readonly Pool[]): Promise<Reading[]> {
  const addresses = pools.flatMap((pool) => venue.poolAccounts(pool));
  const { slot, accounts } = await chain.read((endpoint) => endpoint.accounts(addresses, { commitment: 'confirmed' }));
  return pools.flatMap((pool, index): Reading[] => {
    const first = index * ACCOUNTS_A_POOL;
    const reserves = decode(venue, pool, accounts.slice(first, first + ACCOUNTS_A_POOL));
    return reserves === null ? [] : [[pool, { ...reserves, slot }]];
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
