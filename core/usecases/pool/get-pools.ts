import type { NamedPool } from '#core/domain/pool.ts';
import type { Database } from '#core/store/db.ts';
import { poolsByIds } from '#core/store/pools.ts';
import type { Actor } from '#core/store/tenant.ts';

/** Those of the pools that the organisation has, in no order: for a loader. */
export const getPools = (deps: { readonly db: Database }, actor: Actor, ids: readonly string[]): Promise<NamedPool[]> =>
  poolsByIds(deps.db.as(actor), actor, ids);
