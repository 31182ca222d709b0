/** Device sessions. better-auth opens them; here they are listed, kept going and ended. */
import type { UserId } from '#core/domain/ids.ts';
import type { Origin } from '#core/domain/origin.ts';
import type { SessionKey } from './accounts.ts';
import type { Executor, Transaction } from './db.ts';

export interface DeviceSession extends Origin {
  readonly id: string;
  readonly createdAt: Date;
  /** When it was last opened or refreshed. */
  readonly lastUsedAt: Date;
  /** When it ends unless it is used before. */
  readonly expiresAt: Date;
}

/** A person's sessions that go on, the one used last first. */
export const listSessions = (db: Executor, userId: UserId): Promise<DeviceSession[]> =>
  db.query<DeviceSession & { [column: string]: unknown }>({
    text: `SELECT id, created_at AS "createdAt", updated_at AS "lastUsedAt", expires_at AS "expiresAt",
                  nullif(ip_address, '') AS ip, nullif(user_agent, '') AS "userAgent"
           FROM sessions WHERE user_id = $1 AND expires_at > now() ORDER BY updated_at DESC, id`,
    values: [userId],
  });

/** Remembers where a session was last used from, and lets it go on for `seconds`. */
export async function prolongSession(
  tx: Transaction,
  session: { readonly id: string; readonly seconds: number } & Origin,
): Promise<void> {
  await tx.query({
    text: `UPDATE sessions SET expires_at = clock_timestamp() + $2 * interval '1 s', updated_at = clock_timestamp(),
                  ip_address = $3, user_agent = $4 WHERE id = $1`,
    values: [session.id, session.seconds, session.ip, session.userAgent],
  });
}

/** Ends one session of a person. False when it is none of theirs, or ended already. */
export async function endSession(tx: Transaction, session: { userId: UserId; sessionId: string }): Promise<boolean> {
  const rows = await tx.query({
    text: 'DELETE FROM sessions WHERE id = $1 AND user_id = $2 RETURNING id',
    values: [session.sessionId, session.userId],
  });
  return rows.length > 0;
}

/** Ends all sessions of a person but one. Their ids. */
export async function endOtherSessions(
  tx: Transaction,
  session: { userId: UserId; sessionId: string },
): Promise<string[]> {
  const rows = await tx.query<{ id: string }>({
    text: 'DELETE FROM sessions WHERE user_id = $2 AND id <> $1 RETURNING id',
    values: [session.sessionId, session.userId],
  });
  return rows.map(({ id }) => id);
}

/** The session has been proved again just now, by Postgres' clock. When that was. */
export async function markSteppedUp(tx: Transaction, sessionId: string): Promise<Date | null> {
  const [row] = await tx.query<{ at: Date }>({
    text: 'UPDATE sessions SET stepped_up_at = clock_timestamp() WHERE id = $1 RETURNING stepped_up_at AS at',
    values: [sessionId],
  });
  return row?.at ?? null;
}

/** Which of these sessions entitle to nothing any more, asked in one statement: ended, their person banned, or no member now. */
export const findFallen = (
  db: Executor,
  keys: readonly SessionKey[],
): Promise<Pick<SessionKey, 'sessionId' | 'organizationId'>[]> =>
  db.query<Pick<SessionKey, 'sessionId' | 'organizationId'>>({
    name: 'find-fallen-sessions',
    text: `SELECT k.id AS "sessionId", k.organization_id AS "organizationId"
           FROM unnest($1::uuid[], $2::uuid[], $3::uuid[]) AS k (id, user_id, organization_id)
           WHERE NOT EXISTS (
             SELECT 1 FROM sessions s
             JOIN users u ON u.id = s.user_id AND u.banned IS NOT TRUE
             JOIN members m ON m.user_id = s.user_id AND m.organization_id = k.organization_id
             WHERE s.id = k.id AND s.user_id = k.user_id AND s.expires_at > now())`,
    values: [
      keys.map(({ sessionId }) => sessionId),
      keys.map(({ userId }) => userId),
      keys.map(({ organizationId }) => organizationId),
    ],
  });
