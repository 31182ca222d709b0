/** Invitations to an organisation. Their tokens are kept as SHA-256 alone. */
import { type InvitationId, isUuid, type UserId } from '#core/domain/ids.ts';
import type { Invitation, OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `id, email, role, created_at AS "createdAt", expires_at AS "expiresAt"`;
const OPEN = `status = 'pending' AND expires_at > now()`;

/** Those that can still be accepted, newest first. */
export async function openInvitations(db: Executor, tenant: Tenant): Promise<Invitation[]> {
  return db.query<Invitation & Record<string, unknown>>({
    name: 'open-invitations',
    text: `SELECT ${COLUMNS} FROM invitations WHERE organization_id = $1 AND ${OPEN} ORDER BY created_at DESC, id DESC`,
    values: [tenant.organizationId],
  });
}

export async function findInvitation(db: Executor, tenant: Tenant, id: string): Promise<Invitation | null> {
  if (!isUuid(id)) return null;
  const [invitation] = await db.query<Invitation & Record<string, unknown>>({
    text: `SELECT ${COLUMNS} FROM invitations WHERE organization_id = $1 AND id = $2`,
    values: [tenant.organizationId, id],
  });
  return invitation ?? null;
}

interface NewInvitation {
  readonly id: InvitationId;
  readonly email: string;
  readonly role: OrganizationRole;
  readonly inviterId: UserId;
  readonly tokenHash: Buffer;
  readonly days: number;
}

/** Takes the place of an earlier one to the same address. */
export async function insertInvitation(tx: Transaction, tenant: Tenant, invitation: NewInvitation): Promise<void> {
  const { id, email, role, inviterId, tokenHash, days } = invitation;
  await tx.query({
    text: `UPDATE invitations SET status = 'revoked', answered_at = now()
           WHERE organization_id = $1 AND email = $2 AND status = 'pending'`,
    values: [tenant.organizationId, email],
  });
  await tx.query({
    text: `INSERT INTO invitations (id, organization_id, email, role, inviter_id, token_hash, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, now() + $7 * interval '1 day')`,
    values: [id, tenant.organizationId, email, role, inviterId, tokenHash, days],
  });
}

/** Answers an open invitation with this token that was sent to this address; null when there is none (any more). */
export async function acceptOpenInvitation(
  tx: Transaction,
  tenant: Tenant,
  { tokenHash, email }: { tokenHash: Buffer; email: string },
): Promise<Invitation | null> {
  const [invitation] = await tx.query<Invitation & Record<string, unknown>>({
    text: `UPDATE invitations SET status = 'accepted', answered_at = now()
           WHERE organization_id = $1 AND token_hash = $2 AND email = $3 AND ${OPEN} RETURNING ${COLUMNS}`,
    values: [tenant.organizationId, tokenHash, email],
  });
  return invitation ?? null;
}

/** Whether it was open. */
export async function revokeOpenInvitation(tx: Transaction, tenant: Tenant, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const rows = await tx.query({
    text: `UPDATE invitations SET status = 'revoked', answered_at = now()
           WHERE organization_id = $1 AND id = $2 AND status = 'pending' RETURNING 1`,
    values: [tenant.organizationId, id],
  });
  return rows.length > 0;
}
