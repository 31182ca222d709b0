import type { Token } from '#core/domain/token.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { tokensByIds } from '#core/store/tokens.ts';

/** Those of the tokens that the organisation has, in no order: for a loader. */
export const getTokens = (deps: { readonly db: Database }, actor: Actor, ids: readonly string[]): Promise<Token[]> =>
  tokensByIds(deps.db.as(actor), actor, ids);
