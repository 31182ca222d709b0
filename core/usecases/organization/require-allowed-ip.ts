/** An organisation may let high-risk actions in from some networks only: exports, withdrawals, new API keys. */
import { appError } from '#core/domain/errors.ts';
import type { Executor } from '#core/store/db.ts';
import { findOrganization } from '#core/store/organizations.ts';
import type { Tenant } from '#core/store/tenant.ts';
import { isWithin } from './networks.ts';

/**
 * @param ip where the request came from; null when nobody knows.
 * @throws AppError IP_NOT_ALLOWED
 */
export async function requireAllowedIp(db: Executor, tenant: Tenant, ip: string | null): Promise<void> {
  const networks = (await findOrganization(db, tenant))?.ipAllowList ?? [];
  if (networks.length === 0 || (ip !== null && isWithin(networks, ip))) return;
  throw appError('IP_NOT_ALLOWED', {});
}
