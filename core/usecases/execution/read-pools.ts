/** The newest state of pools, for many trades in as few calls as it takes. */
import type { Address } from '#core/domain/ids.ts';
import type { AccountData, Chain } from '#core/ports/chain.ts';

/** What an endpoint takes in one call, which is what it reads at one slot. */
const MOST_ADDRESSES = 100;

/** A pool by its address, with the accounts that its venue decodes it from. */
export interface WantedPool {
  readonly address: Address;
  readonly accounts: readonly Address[];
}

export interface PoolReading {
  readonly slot: bigint;
  /** In the order wanted. */
  readonly accounts: readonly (AccountData | null)[];
}

/** A pool's reading, or the error of the call it would have come with. */
export type PoolReadings = ReadonlyMap<Address, PoolReading | { readonly error: unknown }>;

/** Each pool once, at `processed`: a quote is only as good as it is fresh. A call that fails leaves the other pools alone. */
export async function readPools(
  chain: Chain,
  wanted: readonly WantedPool[],
  signal: AbortSignal,
): Promise<PoolReadings> {
  const pools = [...new Map(wanted.map((pool) => [pool.address, pool])).values()];
  const readings = await Promise.all(toCalls(pools).map((call) => readCall(chain, call, signal)));
  return new Map(readings.flat());
}

function toCalls(pools: readonly WantedPool[]): readonly WantedPool[][] {
  const calls: WantedPool[][] = [];
  let room = 0;
  for (const pool of pools) {
    if (pool.accounts.length > room) {
      calls.push([]);
      room = MOST_ADDRESSES;
    }
    calls.at(-1)?.push(pool);
    room -= pool.accounts.length;
  }
  return calls;
}

async function readCall(
  chain: Chain,
  pools: readonly WantedPool[],
  signal: AbortSignal,
): Promise<[Address, PoolReading | { error: unknown }][]> {
  const addresses = pools.flatMap((pool) => pool.accounts);
  try {
    const read = await chain.read(
      (endpoint) => endpoint.accounts(addresses, { commitment: 'processed' }, signal),
      signal,
    );
    let at = 0;
    return pools.map(({ address, accounts }) => {
      at += accounts.length;
      return [address, { slot: read.slot, accounts: read.accounts.slice(at - accounts.length, at) }];
    });
  } catch (error) {
    return pools.map(({ address }) => [address, { error }]);
  }
}
