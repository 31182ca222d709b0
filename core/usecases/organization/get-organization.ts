import type { Invitation, Member, Organization } from '#core/domain/organization/organization.ts';
import type { Database } from '#core/store/db.ts';
import { openInvitations } from '#core/store/invitations.ts';
import { findOrganization, membersOf } from '#core/store/organizations.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { requireOwner } from '../require-owner.ts';

interface Deps {
  readonly db: Database;
}

/** The organisation somebody acts for. */
export async function getOrganization({ db }: Deps, actor: Actor): Promise<Organization> {
  return found(await findOrganization(db.as(actor), actor), 'organization');
}

/** Its members, the longest-standing first. */
export const listMembers = ({ db }: Deps, actor: Actor): Promise<Member[]> => membersOf(db.as(actor), actor);

/** Invitations that can still be accepted, newest first. @throws AppError FORBIDDEN */
export async function listInvitations({ db }: Deps, actor: Actor): Promise<Invitation[]> {
  requireOwner(actor);
  return openInvitations(db.as(actor), actor);
}
