/** People and their place in organisations. better-auth writes these tables; here they are read. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Executor } from './db.ts';

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

export interface Profile {
  readonly user: { readonly id: UserId; readonly email: string; readonly name: string; readonly createdAt: Date };
  readonly organization: { readonly id: OrganizationId; readonly name: string };
  readonly role: OrganizationRole;
  readonly platformRole: PlatformRole;
}

type ProfileRow = {
  userId: UserId;
  email: string;
  name: string;
  createdAt: Date;
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
                  o.id AS "organizationId", o.name AS "organizationName", m.role
           FROM members m JOIN users u ON u.id = m.user_id JOIN organizations o ON o.id = m.organization_id
           WHERE m.user_id = $1 AND m.organization_id = $2`,
    values: [member.userId, member.organizationId],
  });
  if (row === undefined) return null;
  const { userId, email, name, createdAt, organizationId, organizationName, role, platformRole } = row;
  return {
    user: { id: userId, email, name, createdAt },
    organization: { id: organizationId, name: organizationName },
    role,
    platformRole,
  };
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
