/** What happens to members. Each change holds the organisation, so that of two owners who leave at once one stays. */
import { appError } from '#core/domain/errors.ts';
import type { Member, OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { countOtherOwners, deleteMember, findMember, lockMembers, setMemberRole } from '#core/store/organizations.ts';
import type { Actor } from '#core/store/tenant.ts';
import type { Caller } from '../account/caller.ts';
import { requireStepUp } from '../account/require-step-up.ts';
import { found } from '../found.ts';
import { requireOwner } from '../require-owner.ts';
import { record } from './record.ts';

interface Deps {
  readonly db: Database;
}

/** @throws AppError LAST_OWNER */
async function refuseLastOwner(tx: Transaction, actor: Actor, { userId, role }: Member): Promise<void> {
  if (role !== 'owner' || (await countOtherOwners(tx, actor, userId)) > 0n) return;
  throw appError('LAST_OWNER', {});
}

/**
 * Whether the caller owns the organisation still: of two who take each other's role away, the second finds it gone.
 * @throws AppError FORBIDDEN
 */
async function requireOwnerNow(tx: Transaction, actor: Actor): Promise<void> {
  const role = (await findMember(tx, actor, actor.userId))?.role;
  if (role !== 'owner') throw appError('FORBIDDEN', { need: 'owner' });
}

const onMember = (userId: string) => ({ objectKind: 'user', objectId: userId });

/**
 * An owner can withdraw and export keys: to make one takes what that takes.
 * @throws AppError FORBIDDEN, STEP_UP_REQUIRED for a new owner, NOT_FOUND, LAST_OWNER
 */
export async function changeMemberRole(
  { db }: Deps,
  actor: Caller,
  change: { readonly userId: string; readonly role: OrganizationRole },
): Promise<Member> {
  requireOwner(actor);
  const { role } = change;
  if (role === 'owner') await requireStepUp(db.as(actor), actor);
  return db.transaction(actor, async (tx) => {
    await lockMembers(tx, actor);
    await requireOwnerNow(tx, actor);
    const member = found(await findMember(tx, actor, change.userId), 'member');
    if (member.role === role) return member;
    await refuseLastOwner(tx, actor, member);
    await setMemberRole(tx, actor, { userId: member.userId, role });
    const detail = { from: member.role, to: role };
    await record(tx, actor, { action: 'member.role-changed', ...onMember(member.userId), detail });
    return { ...member, role };
  });
}

/** Takes somebody out; their API keys here end with it. @throws AppError FORBIDDEN, NOT_FOUND, LAST_OWNER */
export async function removeMember({ db }: Deps, actor: Actor, userId: string): Promise<void> {
  requireOwner(actor);
  await db.transaction(actor, async (tx) => {
    await lockMembers(tx, actor);
    await requireOwnerNow(tx, actor);
    const member = found(await findMember(tx, actor, userId), 'member');
    await refuseLastOwner(tx, actor, member);
    await deleteMember(tx, actor, member.userId);
    await record(tx, actor, { action: 'member.removed', ...onMember(member.userId), detail: { role: member.role } });
  });
}

/** The caller goes, of their own will. @throws AppError LAST_OWNER */
export async function leaveOrganization({ db }: Deps, actor: Actor): Promise<void> {
  await db.transaction(actor, async (tx) => {
    await lockMembers(tx, actor);
    const member = found(await findMember(tx, actor, actor.userId), 'member');
    await refuseLastOwner(tx, actor, member);
    await deleteMember(tx, actor, member.userId);
    await record(tx, actor, { action: 'member.left', ...onMember(member.userId), detail: { role: member.role } });
  });
}
