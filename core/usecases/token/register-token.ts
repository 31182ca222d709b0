import { parseAddress, type TokenId } from '#core/domain/ids.ts';
import type { Token } from '#core/domain/token.ts';
import type { TokenReader } from '#core/ports/token-reader.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findToken, insertToken } from '#core/store/tokens.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { previewToken } from './preview-token.ts';

export interface RegisterTokenInput {
  readonly mint: string;
  readonly idempotencyKey: string;
}

/**
 * Registers a mint with what the chain says about it (T-01).
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_ADDRESS, NOT_A_MINT, TOKEN_EXISTS, CONFLICT, CHAIN_UNAVAILABLE
 */
export async function registerToken(
  deps: { readonly db: Database; readonly tokens: TokenReader },
  actor: Actor,
  input: RegisterTokenInput,
): Promise<Token> {
  const mint = parseAddress(input.mint, 'mint');
  const id = await once(deps.db, actor, {
    key: input.idempotencyKey,
    operation: 'token.register',
    body: { mint },
    prepare: () => previewToken(deps, { mint }),
    write: async (tx, tokenId: TokenId, info) => {
      await insertToken(tx, actor, tokenId, info);
      await appendAudit(tx, {
        organizationId: actor.organizationId,
        actorId: actor.userId,
        action: 'token.registered',
        objectKind: 'token',
        objectId: tokenId,
        detail: { mint },
      });
    },
  });
  return found(await findToken(deps.db.as(actor), actor, id), 'token');
}
