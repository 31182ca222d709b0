import type { Page, PageRequest } from '#core/domain/page.ts';
import type { NamedPool } from '#core/domain/pool.ts';
import type { Database } from '#core/store/db.ts';
import { poolPage } from '#core/store/pools.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findToken } from '#core/store/tokens.ts';
import { found } from '../found.ts';

export interface ListPoolsInput extends PageRequest {
  /** Only the pools that trade this token. */
  readonly tokenId?: string | null | undefined;
}

/** The organisation's pools, newest first. @throws AppError NOT_FOUND, BAD_USER_INPUT, INVALID_CURSOR */
export async function listPools(
  deps: { readonly db: Database },
  actor: Actor,
  input: ListPoolsInput,
): Promise<Page<NamedPool>> {
  if (input.tokenId == null) return poolPage(deps.db.as(actor), actor, input, null);
  const token = found(await findToken(deps.db.as(actor), actor, input.tokenId), 'token');
  return poolPage(deps.db.as(actor), actor, input, token.mint);
}
