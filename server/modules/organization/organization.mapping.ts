/** Roles are in capitals on the wire. */
import type { OrganizationRole as StoredRole } from '#core/domain/organization/organization.ts';
import type { OrganizationRole } from '../account/account.types.ts';

export const toStoredRole = (role: OrganizationRole): StoredRole => role.toLowerCase() as StoredRole;

/** Anything that names a role, on its way to the wire. */
export const withRole = <T extends { readonly role: StoredRole }>(
  row: T,
): Omit<T, 'role'> & { role: OrganizationRole } => ({
  ...row,
  role: row.role.toUpperCase() as OrganizationRole,
});
