import { checkNewPassword, parseEmail } from '#core/domain/credentials.ts';
import type { Origin } from '#core/domain/origin.ts';
import type { NewAccount } from '#core/ports/identity.ts';
import { parseName } from '../text-input.ts';
import type { AccountDeps } from './account-deps.ts';
import { type OpenSession, openSession } from './open-session.ts';
import { sendVerification } from './verify-email.ts';

/**
 * Makes an account with an organisation of its own, signs in, and sends a link to confirm the address.
 * @throws AppError BAD_USER_INPUT, EMAIL_TAKEN, WEAK_PASSWORD
 */
export async function signUp(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'mailer' | 'publicUrl'>,
  input: NewAccount,
  origin: Origin,
): Promise<OpenSession> {
  const email = parseEmail(input.email);
  const name = parseName(input.name, 'name');
  checkNewPassword(input.password, { field: 'password', about: [email, name] });
  const session = await deps.identity.signUp({ email, password: input.password, name });
  await sendVerification(deps, { id: session.userId, email, name });
  return openSession(deps, session, { origin, action: 'account.signed-up' });
}
