import { checkNewPassword, parseEmail } from '#core/domain/credentials.ts';
import type { NewAccount } from '#core/ports/identity.ts';
import { parseName } from '../text-input.ts';
import { type AccountDeps, auditSession, type OpenSession, openSession } from './open-session.ts';

/**
 * Makes an account with an organisation of its own, and signs in.
 * @throws AppError BAD_USER_INPUT, EMAIL_TAKEN, WEAK_PASSWORD
 */
export async function signUp(deps: AccountDeps, input: NewAccount): Promise<OpenSession> {
  const email = parseEmail(input.email);
  const name = parseName(input.name, 'name');
  checkNewPassword(input.password);
  const session = await deps.identity.signUp({ email, password: input.password, name });
  await auditSession(deps.db, 'account.signed-up', session);
  return openSession(deps, session);
}
