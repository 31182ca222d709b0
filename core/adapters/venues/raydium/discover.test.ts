import { MINT_SIZE } from '@solana/spl-token';
import { describe, expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { PoolReader } from '#core/ports/venue.ts';
import { findPools } from './discover.ts';
import { AMM_V4_ADDRESS, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './programs.ts';
import { mintAccount, type PoolFixture, poolAccounts, poolFixture, someAddress } from './testing/fixtures.ts';

const MINT_OFFSET = { base: 400, quote: 432 };
const mint = someAddress();

/** A chain of these accounts, which answers filters as an endpoint does. */
function readerOf(world: ReadonlyMap<Address, AccountData>): PoolReader {
  const matches = (
    data: Uint8Array,
    filter: Parameters<PoolReader['programAccounts']>[1][number],
    pool: PoolFixture,
  ) => {
    if ('dataSize' in filter) return data.length === filter.dataSize;
    if (filter.offset === MINT_OFFSET.base) return pool.baseMint === filter.bytes;
    return filter.offset === MINT_OFFSET.quote && pool.quoteMint === filter.bytes;
  };
  return {
    accounts: async (addresses) => {
      if (addresses.length > 100) throw new Error('at most 100 addresses');
      return { slot: 1n, accounts: addresses.map((address) => world.get(address) ?? null) };
    },
    programAccounts: async (program, filters) =>
      [...pools.values()]
        .map((pool) => ({ pool, account: world.get(pool.address) }))
        .flatMap(({ pool, account }) =>
          account?.owner === program && filters.every((filter) => matches(account.data, filter, pool))
            ? [{ address: pool.address, account }]
            : [],
        ),
  };
}

const pools = new Map<Address, PoolFixture>();

function worldOf(fixtures: readonly PoolFixture[]): Map<Address, AccountData> {
  pools.clear();
  const world = new Map([[mint, mintAccount(TOKEN_PROGRAM, MINT_SIZE)]]);
  for (const pool of fixtures) {
    const [state, baseVault, quoteVault] = poolAccounts(pool);
    pools.set(pool.address, pool);
    world.set(pool.address, state).set(pool.baseVault, baseVault).set(pool.quoteVault, quoteVault);
  }
  return world;
}

describe('T-02 findPools', () => {
  it('finds the pools of a mint on either side, the deepest in it first', async () => {
    const shallow = poolFixture({ baseMint: mint, baseAmount: 5n });
    const deep = poolFixture({ quoteMint: mint, quoteAmount: 9_000n });
    const foreign = poolFixture();
    const found = await findPools(mint, readerOf(worldOf([shallow, foreign, deep])));
    expect(found.map(({ address }) => address)).toEqual([deep.address, shallow.address]);
  });

  it('reads more pools than fit one request', async () => {
    const many = Array.from({ length: 70 }, (_, index) =>
      poolFixture({ baseMint: mint, baseAmount: BigInt(index + 1) }),
    );
    const found = await findPools(mint, readerOf(worldOf(many)));
    expect(found.map(({ baseReserve }) => Number(baseReserve))).toEqual(
      Array.from({ length: 70 }, (_, index) => 70 - index),
    );
  });

  it('leaves out pools that are closed or broken', async () => {
    const closed = poolFixture({ baseMint: mint, numbers: { status: 4 } });
    const broken = poolFixture({ baseMint: mint });
    const world = worldOf([closed, broken]);
    world.delete(broken.baseVault);
    expect(await findPools(mint, readerOf(world))).toEqual([]);
  });

  it.each([
    ['a Token-2022 mint', mintAccount(TOKEN_2022_PROGRAM, MINT_SIZE), 'TOKEN_PROGRAM_UNSUPPORTED'],
    ['a token account', mintAccount(TOKEN_PROGRAM, 165), 'NOT_A_MINT'],
    ["another program's account", mintAccount(AMM_V4_ADDRESS, MINT_SIZE), 'NOT_A_MINT'],
  ])('refuses %s', async (_, account, code) => {
    const world = worldOf([]).set(mint, account);
    await expect(findPools(mint, readerOf(world))).rejects.toMatchObject({ code });
  });

  it('refuses an address with nothing at it', async () => {
    const reader = readerOf(worldOf([]));
    await expect(findPools(someAddress(), reader)).rejects.toMatchObject({ code: 'NOT_A_MINT' });
  });
});
