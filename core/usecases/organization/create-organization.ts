import type { OrganizationId } from '#core/domain/ids.ts';
import type { Membership } from '#core/domain/organization/organization.ts';
import type { Database } from '#core/store/db.ts';
import { insertOrganization } from '#core/store/organizations.ts';
import type { Actor } from '#core/store/tenant.ts';
import { onceAs } from '../once.ts';
import { parseName } from '../text-input.ts';
import { record } from './record.ts';

/**
 * Makes an organisation that the caller owns; they go on acting for the one they are in.
 * @throws AppError BAD_USER_INPUT, CONFLICT
 */
export async function createOrganization(
  { db }: { readonly db: Database },
  actor: Actor,
  input: { readonly name: string; readonly idempotencyKey: string },
): Promise<Membership> {
  const name = parseName(input.name, 'name');
  const id = await onceAs(db, actor, {
    key: input.idempotencyKey,
    operation: 'organization.create',
    body: { name },
    alsoIn: (organizationId: OrganizationId) => ({ organizationId }),
    prepare: async () => undefined,
    write: async (tx, organizationId) => {
      await insertOrganization(tx, { id: organizationId, name, ownerId: actor.userId });
      await record(
        tx,
        { organizationId, userId: actor.userId },
        { action: 'organization.created', objectKind: 'organization', objectId: organizationId, detail: { name } },
      );
    },
  });
  return { organizationId: id, name, role: 'owner' };
}
