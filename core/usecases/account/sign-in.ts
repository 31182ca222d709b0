import { parseEmail } from '#core/domain/credentials.ts';
import { appError } from '#core/domain/errors.ts';
import type { UserId } from '#core/domain/ids.ts';
import type { Origin } from '#core/domain/origin.ts';
import type { Credentials } from '#core/ports/identity.ts';
import { findAccount } from '#core/store/accounts.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAtHome } from './audit-account.ts';
import { enter } from './enter.ts';
import { guess, passwordFrom, passwordOf } from './guess.ts';
import type { OpenSession } from './open-session.ts';

export type SignInDeps = Pick<AccountDeps, 'db' | 'identity' | 'guessFactor' | 'log'>;

/**
 * Opens a session. An account with two-factor is asked for a code first (`signInTwoFactor`).
 * @throws AppError WRONG_CREDENTIALS, BAD_USER_INPUT, TWO_FACTOR_REQUIRED with a challenge, RATE_LIMITED
 */
export async function signIn(deps: SignInDeps, input: Credentials, origin: Origin): Promise<OpenSession> {
  const email = parseEmail(input.email);
  const subjects = [...passwordFrom(origin.ip), passwordOf(email)];
  const userId = await guess(deps, subjects, () => deps.identity.whoIs({ email, password: input.password }));
  if (userId !== null) return enter(deps, userId, { origin, method: 'password' });
  // Not waited for: the answer takes as long for an address that has no account.
  auditFailure(deps, email, origin).catch((err: unknown) =>
    deps.log.error({ err }, 'a failed sign-in was not audited'),
  );
  throw appError('WRONG_CREDENTIALS', {});
}

async function auditFailure(deps: SignInDeps, email: string, origin: Origin): Promise<void> {
  const account = await findAccount(deps.db.as(NO_TENANT), { email });
  if (account !== null) await auditRefusal(deps, account.id, origin, 'wrong password');
}

/** Somebody who knew the address was refused. */
export const auditRefusal = (
  deps: Pick<AccountDeps, 'db' | 'identity'>,
  userId: UserId,
  { ip }: Origin,
  why: string,
): Promise<void> => auditAtHome(deps, userId, { action: 'account.sign-in-failed', detail: { why, ip }, proved: false });
