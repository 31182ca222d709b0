import type { Organization } from '#core/domain/organization/organization.ts';
import type { Database } from '#core/store/db.ts';
import { setOrganizationName } from '#core/store/organizations.ts';
import type { Actor } from '#core/store/tenant.ts';
import { requireOwner } from '../require-owner.ts';
import { parseName } from '../text-input.ts';
import { getOrganization } from './get-organization.ts';
import { record } from './record.ts';

/** @throws AppError FORBIDDEN, BAD_USER_INPUT */
export async function renameOrganization(
  { db }: { readonly db: Database },
  actor: Actor,
  text: string,
): Promise<Organization> {
  requireOwner(actor);
  const name = parseName(text, 'name');
  await db.transaction(actor, async (tx) => {
    await setOrganizationName(tx, actor, name);
    const object = { objectKind: 'organization', objectId: actor.organizationId };
    await record(tx, actor, { action: 'organization.renamed', ...object, detail: { name } });
  });
  return getOrganization({ db }, actor);
}
