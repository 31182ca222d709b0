import { appError } from '#core/domain/errors.ts';
import type { Membership } from '#core/domain/organization/organization.ts';
import { findAccount } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';
import { acceptOpenInvitation, revokeOpenInvitation } from '#core/store/invitations.ts';
import { findMember, findOrganization, insertMember, lockMembers } from '#core/store/organizations.ts';
import { type Actor, NO_TENANT } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { requireOwner } from '../require-owner.ts';
import { hashSecret, organizationOf } from '../tenant-secret.ts';
import { record } from './record.ts';

interface Deps {
  readonly db: Database;
}

/**
 * Joins the organisation that invited the caller's e-mail address. Who is a member by then stays what they are.
 * @throws AppError TOKEN_INVALID when the link has ended, was used or revoked, or was sent to another address
 */
export async function acceptInvitation({ db }: Deps, actor: Actor, token: string): Promise<Membership> {
  const secret = Buffer.from(token, 'base64url');
  const organizationId = organizationOf(secret);
  const account = await findAccount(db.as(NO_TENANT), actor);
  if (organizationId === null || account === null) throw appError('TOKEN_INVALID', { field: 'token' });
  const joining = { organizationId, userId: actor.userId };
  return db.transaction(joining, async (tx) => {
    await lockMembers(tx, joining);
    const invitation = await acceptOpenInvitation(tx, joining, { tokenHash: hashSecret(secret), email: account.email });
    if (invitation === null) throw appError('TOKEN_INVALID', { field: 'token' });
    const { id, role } = invitation;
    await insertMember(tx, joining, { userId: actor.userId, role });
    await record(tx, joining, { action: 'member.joined', objectKind: 'invitation', objectId: id, detail: { role } });
    const [organization, member] = [await findOrganization(tx, joining), await findMember(tx, joining, actor.userId)];
    return { organizationId, name: found(organization, 'organization').name, role: found(member, 'member').role };
  });
}

/** The link is worthless from now on. @throws AppError FORBIDDEN, NOT_FOUND when it was answered already or never was */
export async function revokeInvitation({ db }: Deps, actor: Actor, id: string): Promise<void> {
  requireOwner(actor);
  await db.transaction(actor, async (tx) => {
    await lockMembers(tx, actor);
    if (!(await revokeOpenInvitation(tx, actor, id))) throw appError('NOT_FOUND', { what: 'invitation' });
    await record(tx, actor, { action: 'invitation.revoked', objectKind: 'invitation', objectId: id });
  });
}
