import { parseEmail } from '#core/domain/credentials.ts';
import { appError } from '#core/domain/errors.ts';
import type { InvitationId } from '#core/domain/ids.ts';
import { invitationMail } from '#core/domain/mail/invitation-mail.ts';
import type { Invitation, OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Mailer } from '#core/ports/mailer.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { findInvitation, insertInvitation } from '#core/store/invitations.ts';
import { lockMembers, membersOf } from '#core/store/organizations.ts';
import type { Actor } from '#core/store/tenant.ts';
import type { Caller } from '../account/caller.ts';
import { requireStepUp } from '../account/require-step-up.ts';
import { found } from '../found.ts';
import { onceAs } from '../once.ts';
import { requireOwner } from '../require-owner.ts';
import { hashSecret, mintSecret } from '../tenant-secret.ts';
import { getOrganization } from './get-organization.ts';
import { record } from './record.ts';

/** How long an invitation can be accepted. */
const DAYS = 7;

export interface InviteMemberDeps {
  readonly db: Database;
  readonly mailer: Pick<Mailer, 'send'>;
  /** Where people reach the console, without a slash at the end. */
  readonly publicUrl: string;
}

export interface InviteMemberInput {
  readonly email: string;
  readonly role: OrganizationRole;
  readonly idempotencyKey: string;
}

export interface Invited {
  readonly invitation: Invitation;
  /** For those whom no mail reaches; null when the invitation was made by an earlier call. */
  readonly token: string | null;
}

/**
 * Asks somebody to join by mail. The link is good once, for 7 days, and for an account with that e-mail address; an earlier one
 * to the same address is worthless from now on. An owner can withdraw and export keys: to ask one in takes what that takes
 * (A-06).
 * @throws AppError FORBIDDEN, STEP_UP_REQUIRED for an owner, BAD_USER_INPUT, CONFLICT
 */
export async function inviteMember(deps: InviteMemberDeps, actor: Caller, input: InviteMemberInput): Promise<Invited> {
  requireOwner(actor);
  const email = parseEmail(input.email);
  const { role } = input;
  const secret = mintSecret(actor.organizationId);
  const token = secret.toString('base64url');
  let made: InvitationId | null = null;
  const id = await onceAs(deps.db, actor, {
    key: input.idempotencyKey,
    operation: 'member.invite',
    body: { email, role },
    prepare: async (invitationId: InvitationId) => {
      if (role === 'owner') await requireStepUp(deps.db.as(actor), actor);
      made = invitationId;
    },
    write: async (tx, invitationId) => {
      await lockMembers(tx, actor);
      await refuseMember(tx, actor, email);
      const tokenHash = hashSecret(secret);
      await insertInvitation(tx, actor, {
        id: invitationId,
        email,
        role,
        inviterId: actor.userId,
        tokenHash,
        days: DAYS,
      });
      const object = { objectKind: 'invitation', objectId: invitationId };
      await record(tx, actor, { action: 'member.invited', ...object, detail: { email, role } });
    },
  });
  const invitation = found(await findInvitation(deps.db.as(actor), actor, id), 'invitation');
  if (id !== made) return { invitation, token: null };
  await tell(deps, actor, invitation, token);
  return { invitation, token };
}

/** @throws AppError BAD_USER_INPUT */
async function refuseMember(tx: Transaction, actor: Actor, email: string): Promise<void> {
  const members = await membersOf(tx, actor);
  if (members.some((member) => member.email === email))
    throw appError('BAD_USER_INPUT', { field: 'email', rule: 'is a member’s already' });
}

async function tell(deps: InviteMemberDeps, actor: Actor, { email: to }: Invitation, token: string): Promise<void> {
  const { name } = await getOrganization(deps, actor);
  const mail = invitationMail({ organization: name, publicUrl: deps.publicUrl, token, days: DAYS });
  deps.mailer.send({ kind: 'invitation', to, ...mail });
}
