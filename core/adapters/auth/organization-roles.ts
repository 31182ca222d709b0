/** What members may do about their organisation's members and invitations; what they may trade is the use cases' to say. */
import type { OrganizationOptions } from 'better-auth/plugins';
import { createAccessControl } from 'better-auth/plugins/access';
import { defaultStatements, ownerAc } from 'better-auth/plugins/organization/access';

const ac = createAccessControl(defaultStatements);

export const organizationRoles = {
  ac,
  creatorRole: 'owner',
  roles: { owner: ownerAc, trader: ac.newRole({}), viewer: ac.newRole({}) },
} satisfies OrganizationOptions;
