import { appError } from '#core/domain/errors.ts';
import { type AccountDeps, type OpenSession, openSession } from './open-session.ts';

/** A new access token for a session that goes on. @throws AppError UNAUTHENTICATED when it has ended */
export async function refreshSession(deps: AccountDeps, refreshToken: string): Promise<OpenSession> {
  const session = await deps.identity.resume(refreshToken);
  if (session === null) throw appError('UNAUTHENTICATED', {});
  return openSession(deps, session);
}
