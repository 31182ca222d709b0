/** Tokens an organisation has registered. */
import { appError } from '#core/domain/errors.ts';
import { type Address, isUuid, type TokenId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { MintInfo, Token } from '#core/domain/token.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import { breaksUnique } from './pg-error.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `id, mint, program, decimals, symbol, name, created_at AS "createdAt"`;

/** @throws AppError TOKEN_EXISTS */
export async function insertToken(tx: Transaction, tenant: Tenant, id: TokenId, info: MintInfo): Promise<void> {
  try {
    await tx.query({
      text: `INSERT INTO tokens (id, organization_id, mint, program, decimals, symbol, name) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
      values: [id, tenant.organizationId, info.mint, info.program, info.decimals, info.symbol, info.name],
    });
  } catch (error) {
    if (breaksUnique(error, 'tokens_organization_id_mint_key')) {
      throw appError('TOKEN_EXISTS', { field: 'mint', mint: info.mint });
    }
    throw error;
  }
}

export async function tokensByIds(db: Executor, tenant: Tenant, ids: readonly string[]): Promise<Token[]> {
  return db.query<Token>({
    name: 'tokens-by-ids',
    text: `SELECT ${COLUMNS} FROM tokens WHERE organization_id = $1 AND id = ANY($2::uuid[])`,
    values: [tenant.organizationId, ids.filter(isUuid)],
  });
}

export async function findToken(db: Executor, tenant: Tenant, id: string): Promise<Token | null> {
  const [token] = await tokensByIds(db, tenant, [id]);
  return token ?? null;
}

export async function tokensByMints(db: Executor, tenant: Tenant, mints: readonly Address[]): Promise<Token[]> {
  return db.query<Token>({
    name: 'tokens-by-mints',
    text: `SELECT ${COLUMNS} FROM tokens WHERE organization_id = $1 AND mint = ANY($2::text[])`,
    values: [tenant.organizationId, mints],
  });
}

export async function tokenPage(db: Executor, tenant: Tenant, request: PageRequest): Promise<Page<Token>> {
  const query = pageQuery('tokens', request);
  const rows = await db.query<Token>({
    name: 'token-page',
    text: `SELECT ${COLUMNS} FROM tokens WHERE organization_id = $1 AND (created_at, id) < ($2, $3)
           ORDER BY created_at DESC, id DESC LIMIT $4`,
    values: [tenant.organizationId, ...query.keyset, query.limit],
  });
  return toPage(query, rows, (token) => ({ at: token.createdAt, id: token.id }));
}
