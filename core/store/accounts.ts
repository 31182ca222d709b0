/** People and their place in organisations. better-auth writes these tables; here they are read. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Executor, Transaction } from './db.ts';

export type PlatformRole = 'user' | 'admin';

/** What a session entitles to just now. */
export interface Standing {
  readonly role: OrganizationRole;
  readonly platformRole: PlatformRole;
}

export interface SessionKey {
  readonly sessionId: string;
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
}

/** Null when the session has ended, the person is banned, or is no member of the organisation any more. */
export async function findStanding(db: Executor, key: SessionKey): Promise<Standing | null> {
  const [standing] = await db.query<{ role: OrganizationRole; platformRole: PlatformRole }>({
    name: 'find-standing',
    text: `SELECT m.role, u.role AS "platformRole"
           FROM sessions s
           JOIN users u ON u.id = s.user_id
           JOIN members m ON m.user_id = s.user_id AND m.organization_id = $3
           WHERE s.id = $1 AND s.user_id = $2 AND s.expires_at > now() AND u.banned IS NOT TRUE`,
    values: [key.sessionId, key.userId, key.organizationId],
  });
  return standing ?? null;
}

export interface Account {
  readonly id: UserId;
  /** In lower case. */
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/** The same for somebody who has no session with us. */
export async function findMemberStanding(
  db: Executor,
  { userId, organizationId }: Omit<SessionKey, 'sessionId'>,
): Promise<Standing | null> {
  const [standing] = await db.query<Standing & Record<string, unknown>>({
    name: 'find-member-standing',
    text: `SELECT m.role, u.role AS "platformRole" FROM members m JOIN users u ON u.id = m.user_id
           WHERE m.user_id = $1 AND m.organization_id = $2 AND u.banned IS NOT TRUE`,
    values: [userId, organizationId],
  });
  return standing ?? null;
}

export interface Profile {
  readonly user: Account & { readonly createdAt: Date; readonly twoFactor: boolean };
  readonly organization: { readonly id: OrganizationId; readonly name: string };
  readonly role: OrganizationRole;
  readonly platformRole: PlatformRole;
}

type ProfileRow = {
  userId: UserId;
  email: string;
  name: string;
  createdAt: Date;
  emailVerified: boolean;
  twoFactor: boolean;
  organizationId: OrganizationId;
  organizationName: string;
  role: OrganizationRole;
  platformRole: PlatformRole;
};

/** The person and the organisation by which they are a member; null when they are not. */
export async function findProfile(
  db: Executor,
  member: { userId: UserId; organizationId: OrganizationId },
): Promise<Profile | null> {
  const [row] = await db.query<ProfileRow>({
    name: 'find-profile',
    text: `SELECT u.id AS "userId", u.email, u.name, u.created_at AS "createdAt", u.role AS "platformRole",
                  u.email_verified AS "emailVerified",
                  EXISTS (SELECT 1 FROM two_factors f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL) AS "twoFactor",
                  o.id AS "organizationId", o.name AS "organizationName", m.role
           FROM members m JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id
           WHERE m.user_id = $1 AND m.organization_id = $2`,
    values: [member.userId, member.organizationId],
  });
  if (row === undefined) return null;
  const { userId, organizationId, organizationName, role, platformRole, ...user } = row;
  return {
    user: { id: userId, ...user },
    organization: { id: organizationId, name: organizationName },
    role,
    platformRole,
  };
}

/** By id, or by e-mail address in lower case. Null when there is none, or the person is banned. */
export async function findAccount(
  db: Executor,
  key: { readonly userId: UserId } | { readonly email: string },
): Promise<Account | null> {
  const [column, value] = 'userId' in key ? ['id', key.userId] : ['email', key.email];
  const [account] = await db.query<Account & { [column: string]: unknown }>({
    text: `SELECT id, email, name, email_verified AS "emailVerified" FROM users WHERE ${column} = $1 AND banned IS NOT TRUE`,
    values: [value],
  });
  return account ?? null;
}

/** The person has read what was sent to their address. */
export async function markEmailVerified(tx: Transaction, userId: UserId): Promise<void> {
  await tx.query({
    text: 'UPDATE users SET email_verified = true, updated_at = clock_timestamp() WHERE id = $1',
    values: [userId],
  });
}

/** Whether there is an account with this e-mail address, in lower case. */
export async function accountExists(db: Executor, email: string): Promise<boolean> {
  const rows = await db.query({ text: 'SELECT 1 FROM users WHERE email = $1', values: [email] });
  return rows.length > 0;
}

/** Whether the session was proved again, by Postgres' clock, in the last so many milliseconds. */
export async function steppedUpWithin(db: Executor, sessionId: string, ms: number): Promise<boolean> {
  const rows = await db.query({
    text: `SELECT 1 FROM sessions WHERE id = $1 AND expires_at > now() AND stepped_up_at > now() - $2 * interval '1 ms'`,
    values: [sessionId, ms],
  });
  return rows.length > 0;
}
