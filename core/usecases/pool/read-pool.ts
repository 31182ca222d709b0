import { type AppError, appError, isAppError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import type { AccountsAt, Chain } from '#core/ports/chain.ts';
import type { PoolKeys, PoolState, Venue } from '#core/ports/venue.ts';
import { askChain } from '../ask-chain.ts';

export interface ReadPoolDeps {
  readonly chain: Pick<Chain, 'read'>;
  readonly venue: Venue;
}

/**
 * Reads a pool not seen before, in two readings: its own account, then with it the vaults that one names.
 * @param field the path of the input that gave the pool, for errors
 * @throws AppError NOT_A_POOL, POOL_CLOSED, TOKEN_PROGRAM_UNSUPPORTED, CHAIN_UNAVAILABLE
 */
export async function readPool(deps: ReadPoolDeps, address: Address, field: string): Promise<PoolState> {
  const first = await readAccounts(deps, [address]);
  return atField(field, async () => {
    const keys = deps.venue.poolKeys(address, first.accounts[0] ?? null);
    const wanted = deps.venue.poolAccounts(keys);
    const { accounts } = await readAccounts(deps, wanted, first.slot);
    return deps.venue.decodePool(address, accounts);
  });
}

/**
 * Reads a pool whose accounts are known, in one reading.
 * @throws AppError as `readPool`
 */
export async function readKnownPool(deps: ReadPoolDeps, keys: PoolKeys, field: string): Promise<PoolState> {
  const wanted = deps.venue.poolAccounts(keys);
  const { accounts } = await readAccounts(deps, wanted);
  return atField(field, async () => deps.venue.decodePool(keys.address, accounts));
}

const readAccounts = (
  { chain }: ReadPoolDeps,
  addresses: readonly Address[],
  minContextSlot = 0n,
): Promise<AccountsAt> =>
  askChain(() => chain.read((endpoint) => endpoint.accounts(addresses, { commitment: 'confirmed', minContextSlot })));

/** The venue knows nothing of inputs: its refusals are told at the caller's field. */
async function atField<T>(field: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isAppError(error) && 'field' in error.context ? moved(error, field) : error;
  }
}

const moved = (error: AppError, field: string): AppError => appError(error.code, { ...error.context, field });
