/** Organisations and their members. Who changes members holds the organisation's row, so that one owner at least is left. */

import { isUuid, type OrganizationId, type UserId } from '#core/domain/ids.ts';
import type { Member, Organization, OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Executor, Transaction } from './db.ts';
import { newId } from './new-id.ts';
import type { Tenant } from './tenant.ts';

const MEMBER = `m.user_id AS "userId", u.email, u.name, m.role, m.created_at AS "joinedAt"`;

export async function findOrganization(db: Executor, tenant: Tenant): Promise<Organization | null> {
  const [organization] = await db.query<Organization & Record<string, unknown>>({
    name: 'find-organization',
    text: `SELECT id, name, created_at AS "createdAt", ip_allow_list AS "ipAllowList" FROM organizations WHERE id = $1`,
    values: [tenant.organizationId],
  });
  return organization ?? null;
}

/** Makes an organisation with its first owner. */
export async function insertOrganization(
  tx: Transaction,
  organization: { id: OrganizationId; name: string; ownerId: UserId },
): Promise<void> {
  const { id, name, ownerId } = organization;
  await tx.query({ text: 'INSERT INTO organizations (id, name, slug) VALUES ($1, $2, $3)', values: [id, name, id] });
  await insertMember(tx, { organizationId: id }, { userId: ownerId, role: 'owner' });
}

export async function setOrganizationName(tx: Transaction, tenant: Tenant, name: string): Promise<void> {
  await tx.query({ text: 'UPDATE organizations SET name = $2 WHERE id = $1', values: [tenant.organizationId, name] });
}

export async function setIpAllowList(tx: Transaction, tenant: Tenant, networks: readonly string[]): Promise<void> {
  await tx.query({
    text: 'UPDATE organizations SET ip_allow_list = $2::text[] WHERE id = $1',
    values: [tenant.organizationId, networks],
  });
}

/** Keeps others from changing members and invitations until the transaction ends. */
export async function lockMembers(tx: Transaction, tenant: Tenant): Promise<void> {
  await tx.query({
    text: 'SELECT 1 FROM organizations WHERE id = $1 FOR NO KEY UPDATE',
    values: [tenant.organizationId],
  });
}

/** The longest-standing first. */
export async function membersOf(db: Executor, tenant: Tenant): Promise<Member[]> {
  return db.query<Member & Record<string, unknown>>({
    name: 'members-of',
    text: `SELECT ${MEMBER} FROM members m JOIN users u ON u.id = m.user_id
           WHERE m.organization_id = $1 ORDER BY m.created_at, m.id`,
    values: [tenant.organizationId],
  });
}

export async function findMember(db: Executor, tenant: Tenant, userId: string): Promise<Member | null> {
  if (!isUuid(userId)) return null;
  const [member] = await db.query<Member & Record<string, unknown>>({
    name: 'find-member',
    text: `SELECT ${MEMBER} FROM members m JOIN users u ON u.id = m.user_id
           WHERE m.organization_id = $1 AND m.user_id = $2`,
    values: [tenant.organizationId, userId],
  });
  return member ?? null;
}

/** Adds a member; who is one already stays what they are. */
export async function insertMember(
  tx: Transaction,
  tenant: Tenant,
  { userId, role }: { userId: UserId; role: OrganizationRole },
): Promise<void> {
  await tx.query({
    text: `INSERT INTO members (id, organization_id, user_id, role) VALUES ($1, $2, $3, $4)
           ON CONFLICT (organization_id, user_id) DO NOTHING`,
    values: [newId(), tenant.organizationId, userId, role],
  });
}

export async function setMemberRole(
  tx: Transaction,
  tenant: Tenant,
  { userId, role }: { userId: UserId; role: OrganizationRole },
): Promise<void> {
  await tx.query({
    text: 'UPDATE members SET role = $3 WHERE organization_id = $1 AND user_id = $2',
    values: [tenant.organizationId, userId, role],
  });
}

/** Takes a member out, and their API keys with them. */
export async function deleteMember(tx: Transaction, tenant: Tenant, userId: UserId): Promise<void> {
  await tx.query({
    text: `WITH keys AS (UPDATE api_keys SET revoked_at = now()
                         WHERE organization_id = $1 AND user_id = $2 AND revoked_at IS NULL)
           DELETE FROM members WHERE organization_id = $1 AND user_id = $2`,
    values: [tenant.organizationId, userId],
  });
}

/** Owners besides one person. */
export async function countOtherOwners(tx: Transaction, tenant: Tenant, userId: UserId): Promise<bigint> {
  const [row] = await tx.query<{ count: bigint }>({
    text: `SELECT count(*) FROM members WHERE organization_id = $1 AND role = 'owner' AND user_id <> $2`,
    values: [tenant.organizationId, userId],
  });
  return row?.count ?? 0n;
}
