/** On whose behalf a query runs. Store functions that touch tenant rows ask for one, so an unscoped query does not compile. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { OrganizationRole } from '#core/domain/organization/organization.ts';

export interface Tenant {
  readonly organizationId: OrganizationId;
}

/** A signed-in person acting for one organisation. */
export interface Actor extends Tenant {
  readonly userId: UserId;
  readonly role: OrganizationRole;
}

/** Tables that belong to no organisation: the chain, processes, leases, accounts. Rows of organisations stay hidden. */
export const NO_TENANT: readonly Tenant[] = [];

/** Whose rows a statement may see and change: one organisation's, or those of all that a batch is about. */
export type Scope = Tenant | readonly Tenant[];

const isMany = (scope: Scope): scope is readonly Tenant[] => Array.isArray(scope);

/** Each organisation of a scope once. */
export const organizationsIn = (scope: Scope): OrganizationId[] => [
  ...new Set((isMany(scope) ? scope : [scope]).map(({ organizationId }) => organizationId)),
];

/** The scope of something that an organisation may have, or the installation. */
export const scopeOf = (organizationId: OrganizationId | null): Scope =>
  organizationId === null ? NO_TENANT : { organizationId };
