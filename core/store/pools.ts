/** Pools an organisation has added. */
import { appError } from '#core/domain/errors.ts';
import { type Address, isUuid } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { NamedPool, Pool } from '#core/domain/pool.ts';
import { knownSymbol } from '#core/domain/token.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import { breaksUnique } from './pg-error.ts';
import type { Tenant } from './tenant.ts';

const SELECT = `
  SELECT p.id, p.venue, p.address, p.base_mint AS "baseMint", p.quote_mint AS "quoteMint",
         p.base_decimals AS "baseDecimals", p.quote_decimals AS "quoteDecimals",
         p.base_vault AS "baseVault", p.quote_vault AS "quoteVault",
         p.fee_numerator AS "feeNumerator", p.fee_denominator AS "feeDenominator", p.created_at AS "createdAt",
         base.symbol AS "baseSymbol", quote.symbol AS "quoteSymbol"
  FROM pools p
  LEFT JOIN tokens base ON base.organization_id = p.organization_id AND base.mint = p.base_mint
  LEFT JOIN tokens quote ON quote.organization_id = p.organization_id AND quote.mint = p.quote_mint
  WHERE p.organization_id = $1`;

/** @throws AppError POOL_EXISTS */
export async function insertPool(tx: Transaction, tenant: Tenant, pool: Omit<Pool, 'createdAt'>): Promise<void> {
  try {
    await tx.query({
      text: `INSERT INTO pools (id, organization_id, venue, address, base_mint, quote_mint, base_decimals, quote_decimals,
                                base_vault, quote_vault, fee_numerator, fee_denominator)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      values: [
        pool.id,
        tenant.organizationId,
        pool.venue,
        pool.address,
        pool.baseMint,
        pool.quoteMint,
        pool.baseDecimals,
        pool.quoteDecimals,
        pool.baseVault,
        pool.quoteVault,
        pool.feeNumerator,
        pool.feeDenominator,
      ],
    });
  } catch (error) {
    if (breaksUnique(error, 'pools_organization_id_address_key')) {
      throw appError('POOL_EXISTS', { field: 'address', address: pool.address });
    }
    throw error;
  }
}

const named = (pool: NamedPool): NamedPool => ({
  ...pool,
  baseSymbol: pool.baseSymbol ?? knownSymbol(pool.baseMint),
  quoteSymbol: pool.quoteSymbol ?? knownSymbol(pool.quoteMint),
});

export async function poolsByIds(db: Executor, tenant: Tenant, ids: readonly string[]): Promise<NamedPool[]> {
  const rows = await db.query<NamedPool>({
    name: 'pools-by-ids',
    text: `${SELECT} AND p.id = ANY($2::uuid[])`,
    values: [tenant.organizationId, ids.filter(isUuid)],
  });
  return rows.map(named);
}

export async function findPool(db: Executor, tenant: Tenant, id: string): Promise<NamedPool | null> {
  const [pool] = await poolsByIds(db, tenant, [id]);
  return pool ?? null;
}

/** `mint` keeps only the pools that trade it. */
export async function poolPage(
  db: Executor,
  tenant: Tenant,
  request: PageRequest,
  mint: Address | null,
): Promise<Page<NamedPool>> {
  const query = pageQuery('pools', request);
  const rows = await db.query<NamedPool>({
    name: 'pool-page',
    text: `${SELECT} AND (p.created_at, p.id) < ($2, $3) AND ($4::text IS NULL OR $4 IN (p.base_mint, p.quote_mint))
           ORDER BY p.created_at DESC, p.id DESC LIMIT $5`,
    values: [tenant.organizationId, ...query.keyset, mint, query.limit],
  });
  return toPage(query, rows.map(named), (pool) => ({ at: pool.createdAt, id: pool.id }));
}
