import { appError } from '#core/domain/errors.ts';
import type { Organization } from '#core/domain/organization/organization.ts';
import type { Database } from '#core/store/db.ts';
import { setIpAllowList as storeIpAllowList } from '#core/store/organizations.ts';
import type { Caller } from '../account/caller.ts';
import { requireStepUp } from '../account/require-step-up.ts';
import { requireOwner } from '../require-owner.ts';
import { getOrganization } from './get-organization.ts';
import { isWithin, parseNetwork } from './networks.ts';
import { record } from './record.ts';
import { requireAllowedIp } from './require-allowed-ip.ts';

const MOST_NETWORKS = 50;

/**
 * Says from where high-risk actions are let in; an empty list lets them in from anywhere. The caller must be let in by the
 * list as it was, and by the new one: nobody locks themselves out.
 * @throws AppError FORBIDDEN, STEP_UP_REQUIRED, IP_NOT_ALLOWED, BAD_USER_INPUT
 */
export async function setIpAllowList(
  { db }: { readonly db: Database },
  caller: Caller,
  given: readonly string[],
  ip: string | null,
): Promise<Organization> {
  requireOwner(caller);
  const networks = [...new Set(given.map((text, index) => parseNetwork(text, `networks[${index}]`)))];
  if (networks.length > MOST_NETWORKS)
    throw appError('BAD_USER_INPUT', { field: 'networks', rule: `must be at most ${MOST_NETWORKS}` });
  if (networks.length > 0 && !(ip !== null && isWithin(networks, ip)))
    throw appError('BAD_USER_INPUT', { field: 'networks', rule: 'must hold the address you come from' });
  await requireStepUp(db.as(caller), caller);
  await db.transaction(caller, async (tx) => {
    await requireAllowedIp(tx, caller, ip);
    await storeIpAllowList(tx, caller, networks);
    const object = { objectKind: 'organization', objectId: caller.organizationId };
    await record(tx, caller, { action: 'organization.ip-allow-list-set', ...object, detail: { networks } });
  });
  return getOrganization({ db }, caller);
}
