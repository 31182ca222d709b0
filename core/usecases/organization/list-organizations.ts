import type { Membership } from '#core/domain/organization/organization.ts';
import type { People } from '#core/ports/people.ts';
import type { Actor } from '#core/store/tenant.ts';

/** The organisations somebody is a member of, the first joined first. Asked of who keeps accounts: no tenant sees all of them. */
export const listOrganizations = (
  { people }: { readonly people: Pick<People, 'organizationsOf'> },
  { userId }: Pick<Actor, 'userId'>,
): Promise<Membership[]> => people.organizationsOf(userId);
