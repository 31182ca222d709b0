/** Sessions on their way to their owner: a refresh token that is good once, an access token, and whose they are. */
import type { Origin } from '#core/domain/origin.ts';
import type { AccessToken, Identity, Session } from '#core/ports/identity.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { insertRefreshToken } from '#core/store/refresh-tokens.ts';
import { prolongSession } from '#core/store/sessions.ts';
import { auditAccount } from './audit-account.ts';
import { getViewer, type Viewer } from './get-viewer.ts';
import { newSecret } from './secret.ts';

export interface SessionDeps {
  readonly db: Database;
  readonly identity: Pick<Identity, 'issue'>;
}

/** A session, a token to use it with, and whose it is. */
export interface OpenSession {
  readonly access: AccessToken;
  readonly refreshToken: string;
  readonly viewer: Viewer;
}

/** A session ends when it has not been refreshed for this long, in seconds. */
export const SESSION_SECONDS = 30 * 24 * 60 * 60;

/** How somebody came by a session. */
export type Entrance = 'account.signed-up' | 'account.signed-in';

/** Hands out a session that was opened just now. */
export async function openSession(
  deps: SessionDeps,
  session: Session,
  { origin, action, detail = {} }: { origin: Origin; action: Entrance; detail?: Record<string, unknown> },
): Promise<OpenSession> {
  const refreshToken = await deps.db.transaction(session, async (tx) => {
    await auditAccount(tx, session, {
      action,
      object: { kind: 'session', id: session.id },
      detail: { ip: origin.ip, ...detail },
    });
    return addRefreshToken(tx, session.id, origin);
  });
  return { refreshToken, ...(await describe(deps, session)) };
}

/** Lets a session go on, with another refresh token. */
export async function addRefreshToken(tx: Transaction, sessionId: string, origin: Origin): Promise<string> {
  const { text, hash } = newSecret();
  await prolongSession(tx, { id: sessionId, seconds: SESSION_SECONDS, ...origin });
  await insertRefreshToken(tx, { hash, sessionId });
  return text;
}

/** An access token, and whose it is. */
export async function describe(
  { db, identity }: SessionDeps,
  session: Session,
): Promise<Pick<OpenSession, 'access' | 'viewer'>> {
  const [access, viewer] = await Promise.all([identity.issue(session), getViewer({ db }, session)]);
  return { access, viewer };
}
