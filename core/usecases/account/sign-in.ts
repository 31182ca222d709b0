import { parseEmail } from '#core/domain/credentials.ts';
import type { Credentials } from '#core/ports/identity.ts';
import { type AccountDeps, auditSession, type OpenSession, openSession } from './open-session.ts';

/** Opens a session. @throws AppError WRONG_CREDENTIALS, BAD_USER_INPUT */
export async function signIn(deps: AccountDeps, input: Credentials): Promise<OpenSession> {
  const session = await deps.identity.signIn({ email: parseEmail(input.email), password: input.password });
  await auditSession(deps.db, 'account.signed-in', session);
  return openSession(deps, session);
}
