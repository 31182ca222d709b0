import { appError } from '#core/domain/errors.ts';
import { type Address, type PoolId, parseAddress } from '#core/domain/ids.ts';
import type { NamedPool } from '#core/domain/pool.ts';
import type { Token } from '#core/domain/token.ts';
import type { PoolState, Venue } from '#core/ports/venue.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import { findPool, insertPool } from '#core/store/pools.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findToken } from '#core/store/tokens.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { type ReadPoolDeps, readPool } from './read-pool.ts';

export interface AddPoolDeps extends ReadPoolDeps {
  readonly db: Database;
}

export interface AddPoolInput {
  readonly address: string;
  /** The token the pool is added for: one of its two mints. */
  readonly tokenId: string;
  readonly idempotencyKey: string;
}

/**
 * Adds a pool by its pasted address (T-02).
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_ADDRESS, NOT_FOUND, NOT_A_POOL, POOL_OF_ANOTHER_MINT,
 * TOKEN_PROGRAM_UNSUPPORTED, POOL_CLOSED, POOL_EXISTS, CONFLICT, CHAIN_UNAVAILABLE
 */
export async function addPool(deps: AddPoolDeps, actor: Actor, input: AddPoolInput): Promise<NamedPool> {
  const address = parseAddress(input.address, 'address');
  const id = await once(deps.db, actor, {
    key: input.idempotencyKey,
    operation: 'pool.add',
    body: { address, tokenId: input.tokenId },
    prepare: async () => {
      const token = found(await findToken(deps.db.as(actor), actor, input.tokenId), 'token');
      return readPoolOf(deps, address, token);
    },
    write: async (tx, poolId: PoolId, pool) => {
      await insertPool(tx, actor, { ...pool, id: poolId });
      await appendAudit(tx, {
        organizationId: actor.organizationId,
        actorId: actor.userId,
        action: 'pool.added',
        objectKind: 'pool',
        objectId: poolId,
        detail: { address },
      });
    },
  });
  return found(await findPool(deps.db.as(actor), actor, id), 'pool');
}

async function readPoolOf(deps: AddPoolDeps, address: Address, token: Token): Promise<PoolState> {
  refuseUntradable(token, deps.venue);
  const pool = await readPool(deps, address, 'address');
  if (pool.baseMint !== token.mint && pool.quoteMint !== token.mint) {
    throw appError('POOL_OF_ANOTHER_MINT', { field: 'address', mint: token.mint, pool: address });
  }
  return pool;
}

/** No venue here trades Token-2022 mints. */
function refuseUntradable(token: Token, venue: Venue): void {
  if (token.program === 'TOKEN_2022') {
    throw appError('TOKEN_PROGRAM_UNSUPPORTED', { field: 'tokenId', mint: token.mint, venue: venue.id });
  }
}
