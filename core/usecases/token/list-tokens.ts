import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Token } from '#core/domain/token.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { tokenPage } from '#core/store/tokens.ts';

/** The organisation's tokens, newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const listTokens = (deps: { readonly db: Database }, actor: Actor, input: PageRequest): Promise<Page<Token>> =>
  tokenPage(deps.db.as(actor), actor, input);
