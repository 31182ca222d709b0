/** Sessions ended from another one: their refresh tokens at once, their access tokens and sockets within two seconds. */
import { appError } from '#core/domain/errors.ts';
import { isUuid } from '#core/domain/ids.ts';
import { endOtherSessions, endSession } from '#core/store/sessions.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAccount } from './audit-account.ts';
import type { Caller } from './caller.ts';

type RevokeDeps = Pick<AccountDeps, 'db' | 'standings'>;

/** Ends one of the caller's sessions, their own included. @throws AppError NOT_FOUND when it is none of theirs that goes on */
export async function revokeSession({ db, standings }: RevokeDeps, caller: Caller, sessionId: string): Promise<void> {
  if (!isUuid(sessionId)) throw appError('NOT_FOUND', { what: 'session' });
  await db.transaction(caller, async (tx) => {
    if (!(await endSession(tx, { userId: caller.userId, sessionId }))) throw appError('NOT_FOUND', { what: 'session' });
    await auditAccount(tx, caller, { action: 'session.revoked', object: { kind: 'session', id: sessionId } });
  });
  standings.forget(sessionId);
}

/** Ends all of the caller's sessions but the one that asks. How many there were. */
export async function revokeOtherSessions({ db, standings }: RevokeDeps, caller: Caller): Promise<number> {
  const ended = await db.transaction(caller, async (tx) => {
    const ids = await endOtherSessions(tx, caller);
    if (ids.length > 0) await auditAccount(tx, caller, { action: 'session.revoked', detail: { sessions: ids } });
    return ids;
  });
  for (const id of ended) standings.forget(id);
  return ended.length;
}
