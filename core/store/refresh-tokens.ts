/** Refresh tokens, by their SHA-256 alone. Each is good once. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';

export interface RefreshTokenOwner {
  readonly sessionId: string;
  readonly userId: UserId;
  readonly organizationId: OrganizationId;
}

/** Adds one to a session. */
export async function insertRefreshToken(tx: Transaction, token: { hash: Buffer; sessionId: string }): Promise<void> {
  await tx.query({
    text: 'INSERT INTO refresh_tokens (hash, session_id, created_at) VALUES ($1, $2, clock_timestamp())',
    values: [token.hash, token.sessionId],
  });
}

/** Whose a token is, used or not; null when its session has ended, acts for nobody, or is a banned person's. */
export async function findRefreshToken(db: Executor, hash: Buffer): Promise<RefreshTokenOwner | null> {
  const [row] = await db.query<RefreshTokenOwner & { [column: string]: unknown }>({
    name: 'find-refresh-token',
    text: `SELECT s.id AS "sessionId", s.user_id AS "userId", s.active_organization_id AS "organizationId"
           FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id JOIN users u ON u.id = s.user_id
           WHERE t.hash = $1 AND s.expires_at > now() AND s.active_organization_id IS NOT NULL AND u.banned IS NOT TRUE`,
    values: [hash],
  });
  return row ?? null;
}

export interface SpentToken {
  /** Milliseconds since it was first used, by Postgres' clock; null when that is now. */
  readonly usedForMs: number | null;
  /** Milliseconds since its session was opened. */
  readonly sessionAgeMs: number;
}

/** Marks a token used, one caller after the other. Null when it is gone, and its session with it. */
export async function spendRefreshToken(tx: Transaction, hash: Buffer): Promise<SpentToken | null> {
  const [row] = await tx.query<{ usedForMs: number | null; sessionAgeMs: number }>({
    text: `WITH before AS (
             SELECT t.hash, t.used_at, s.created_at FROM refresh_tokens t JOIN sessions s ON s.id = t.session_id
             WHERE t.hash = $1 FOR UPDATE OF t)
           UPDATE refresh_tokens t SET used_at = coalesce(before.used_at, clock_timestamp())
           FROM before WHERE t.hash = before.hash
           RETURNING (extract(epoch FROM clock_timestamp() - before.used_at) * 1000)::float8 AS "usedForMs",
                     (extract(epoch FROM clock_timestamp() - before.created_at) * 1000)::float8 AS "sessionAgeMs"`,
    values: [hash],
  });
  return row ?? null;
}

/** Forgets tokens of a session that were used more than so many seconds ago. */
export async function forgetUsedTokens(tx: Transaction, sessionId: string, seconds: number): Promise<void> {
  await tx.query({
    text: `DELETE FROM refresh_tokens WHERE session_id = $1 AND created_at < now() - $2 * interval '1 s'
             AND used_at < now() - $2 * interval '1 s'`,
    values: [sessionId, seconds],
  });
}
