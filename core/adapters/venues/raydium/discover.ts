import { LIQUIDITY_STATE_LAYOUT_V4 } from '@raydium-io/raydium-sdk';
import { MINT_SIZE } from '@solana/spl-token';
import { appError, isAppError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import type { AccountData } from '#core/ports/chain.ts';
import type { PoolKeys, PoolReader, PoolState } from '#core/ports/venue.ts';
import { decodePool, decodePoolKeys, POOL_STATE_SIZE } from './pool-account.ts';
import { AMM_V4_ADDRESS, TOKEN_2022_PROGRAM, TOKEN_PROGRAM } from './programs.ts';

/** An account read takes 100 addresses, and a pool is three. */
const POOLS_PER_READ = 33;
const COMMITMENT = { commitment: 'confirmed' } as const;

async function refuseUntradable(mint: Address, reader: PoolReader): Promise<void> {
  const { accounts } = await reader.accounts([mint], COMMITMENT);
  const account = accounts[0];
  if (account?.owner === TOKEN_2022_PROGRAM) {
    throw appError('TOKEN_PROGRAM_UNSUPPORTED', { field: 'mint', mint, venue: 'Raydium AMM v4' });
  }
  if (account?.owner !== TOKEN_PROGRAM || account.data.length !== MINT_SIZE) {
    throw appError('NOT_A_MINT', { field: 'mint', address: mint });
  }
}

async function poolsWithMintAt(side: 'baseMint' | 'quoteMint', mint: Address, reader: PoolReader): Promise<PoolKeys[]> {
  const filters = [{ dataSize: POOL_STATE_SIZE }, { offset: LIQUIDITY_STATE_LAYOUT_V4.offsetOf(side), bytes: mint }];
  const found = await reader.programAccounts(AMM_V4_ADDRESS, filters);
  return found.map(({ address, account }) => decodePoolKeys(address, account));
}

/** Pools that are closed or broken are of no use to a trader and are left out; other errors go on. */
function decodeIfOpen(address: Address, accounts: readonly (AccountData | null)[]): PoolState[] {
  try {
    return [decodePool(address, accounts)];
  } catch (error) {
    if (isAppError(error)) return [];
    throw error;
  }
}

async function readPools(pools: readonly PoolKeys[], reader: PoolReader): Promise<PoolState[]> {
  const addresses = pools.flatMap(({ address, baseVault, quoteVault }) => [address, baseVault, quoteVault]);
  const { accounts } = await reader.accounts(addresses, COMMITMENT);
  return pools.flatMap(({ address }, index) => decodeIfOpen(address, accounts.slice(3 * index, 3 * index + 3)));
}

function depthIn(mint: Address, pool: PoolState): bigint {
  return pool.baseMint === mint ? pool.baseReserve : pool.quoteReserve;
}

/**
 * Finds the AMM v4 pools of a mint by asking the chain with filters, on either side (T-02), deepest first.
 *
 * @throws AppError NOT_A_MINT; TOKEN_PROGRAM_UNSUPPORTED for a Token-2022 mint, which AMM v4 cannot trade
 */
export async function findPools(mint: Address, reader: PoolReader): Promise<PoolState[]> {
  await refuseUntradable(mint, reader);
  const sides = await Promise.all([
    poolsWithMintAt('baseMint', mint, reader),
    poolsWithMintAt('quoteMint', mint, reader),
  ]);
  const pools = sides.flat();
  const states: PoolState[] = [];
  for (let start = 0; start < pools.length; start += POOLS_PER_READ) {
    states.push(...(await readPools(pools.slice(start, start + POOLS_PER_READ), reader)));
  }
  return states.sort((left, right) => (depthIn(mint, right) > depthIn(mint, left) ? 1 : -1));
}
