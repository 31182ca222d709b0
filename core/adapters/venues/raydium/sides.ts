import { appError } from '#core/domain/errors.ts';
import type { Address } from '#core/domain/ids.ts';
import type { PoolKeys } from '#core/ports/venue.ts';

/** The other mint of the pool. @throws AppError POOL_OF_ANOTHER_MINT when `inputMint` is neither */
export function outputMintOf(pool: PoolKeys, inputMint: Address): Address {
  if (inputMint === pool.baseMint) return pool.quoteMint;
  if (inputMint === pool.quoteMint) return pool.baseMint;
  throw appError('POOL_OF_ANOTHER_MINT', { field: 'inputMint', mint: inputMint, pool: pool.address });
}
