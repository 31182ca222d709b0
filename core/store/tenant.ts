/** On whose behalf a query runs. Store functions that touch tenant rows ask for one, so an unscoped query does not compile. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';

export type OrganizationRole = 'owner' | 'trader' | 'viewer';

export interface Tenant {
  readonly organizationId: OrganizationId;
}

/** A signed-in person acting for one organisation. */
export interface Actor extends Tenant {
  readonly userId: UserId;
  readonly role: OrganizationRole;
}
