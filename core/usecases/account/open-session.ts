import type { AccessToken, Identity, Session } from '#core/ports/identity.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import { getViewer, type Viewer } from './get-viewer.ts';

export interface AccountDeps {
  readonly db: Database;
  readonly identity: Identity;
}

/** A session, a token to use it with, and whose it is. */
export interface OpenSession {
  readonly access: AccessToken;
  readonly refreshToken: string;
  readonly viewer: Viewer;
}

export async function openSession({ db, identity }: AccountDeps, session: Session): Promise<OpenSession> {
  const [access, viewer] = await Promise.all([identity.issue(session), getViewer({ db }, session)]);
  return { access, refreshToken: session.refreshToken, viewer };
}

type Deed = 'account.signed-up' | 'account.signed-in' | 'account.signed-out';

export const auditSession = (db: Database, action: Deed, session: Omit<Session, 'refreshToken'>): Promise<void> =>
  db.transaction(session, (tx) =>
    appendAudit(tx, {
      organizationId: session.organizationId,
      actorId: session.userId,
      action,
      objectKind: 'session',
      objectId: session.id,
    }),
  );
