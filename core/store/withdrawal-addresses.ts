/** Where an organisation lets money be withdrawn to. When a row was made, Postgres alone says. */
import { appError } from '#core/domain/errors.ts';
import { type Address, isUuid, type UserId, type WithdrawalAddressId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { WithdrawalAddress } from '#core/domain/withdrawal/withdrawal.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import { breaksUnique } from './pg-error.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = 'a.id, a.address, a.label, a.created_at AS "createdAt", a.removed_at AS "removedAt"';

/** @throws AppError CONFLICT when the address is on the list already */
export async function insertWithdrawalAddress(
  tx: Transaction,
  tenant: Tenant,
  row: { id: WithdrawalAddressId; address: Address; label: string; createdById: UserId },
): Promise<void> {
  try {
    await tx.query({
      text: `INSERT INTO withdrawal_addresses (id, organization_id, address, label, created_by_id)
             VALUES ($1, $2, $3, $4, $5)`,
      values: [row.id, tenant.organizationId, row.address, row.label, row.createdById],
    });
  } catch (error) {
    if (breaksUnique(error, 'withdrawal_addresses_one_listed')) throw appError('CONFLICT', { field: 'address' });
    throw error;
  }
}

/** Also one that was removed; null when the organisation never had it. */
export async function findWithdrawalAddress(
  db: Executor,
  tenant: Tenant,
  id: string,
): Promise<WithdrawalAddress | null> {
  if (!isUuid(id)) return null;
  const [found] = await db.query<WithdrawalAddress>({
    name: 'withdrawal-address',
    text: `SELECT ${COLUMNS} FROM withdrawal_addresses a WHERE a.organization_id = $1 AND a.id = $2`,
    values: [tenant.organizationId, id],
  });
  return found ?? null;
}

/** Those on the list, newest first. */
export async function withdrawalAddressPage(
  db: Executor,
  tenant: Tenant,
  request: PageRequest,
): Promise<Page<WithdrawalAddress>> {
  const query = pageQuery('withdrawalAddresses', request);
  const rows = await db.query<WithdrawalAddress>({
    name: 'withdrawal-address-page',
    text: `SELECT ${COLUMNS} FROM withdrawal_addresses a
           WHERE a.organization_id = $1 AND a.removed_at IS NULL AND (a.created_at, a.id) < ($2, $3)
           ORDER BY a.created_at DESC, a.id DESC LIMIT $4`,
    values: [tenant.organizationId, ...query.keyset, query.limit],
  });
  return toPage(query, rows, ({ createdAt, id }) => ({ at: createdAt, id }));
}

/** Takes it off the list for good; whether it was on it. */
export async function removeWithdrawalAddress(
  tx: Transaction,
  tenant: Tenant,
  id: WithdrawalAddressId,
): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE withdrawal_addresses SET removed_at = clock_timestamp()
           WHERE organization_id = $1 AND id = $2 AND removed_at IS NULL RETURNING 1`,
    values: [tenant.organizationId, id],
  });
  return rows.length === 1;
}
