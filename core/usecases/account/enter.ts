/** The last step of every way to sign in: with two-factor a challenge, else a session. */
import { appError } from '#core/domain/errors.ts';
import type { UserId } from '#core/domain/ids.ts';
import type { Origin } from '#core/domain/origin.ts';
import { insertAccountToken } from '#core/store/account-tokens.ts';
import { findAccount } from '#core/store/accounts.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { findTwoFactor } from '#core/store/two-factors.ts';
import { found } from '../found.ts';
import type { AccountDeps } from './account-deps.ts';
import { type OpenSession, openSession } from './open-session.ts';
import { newSecret } from './secret.ts';

/** How long a challenge waits for its code, in seconds. */
const CHALLENGE_SECONDS = 10 * 60;

type EnterDeps = Pick<AccountDeps, 'db' | 'identity'>;

/** `method` tells the audit log how they proved who they are, as in `password`. */
export interface Entering {
  readonly origin: Origin;
  readonly method: string;
}

/** For somebody who has proved who they are by one factor. @throws AppError TWO_FACTOR_REQUIRED with a challenge */
export async function enter(deps: EnterDeps, userId: UserId, entering: Entering): Promise<OpenSession> {
  const factor = await findTwoFactor(deps.db.as(NO_TENANT), userId);
  if (factor?.confirmed === true)
    throw appError('TWO_FACTOR_REQUIRED', { challenge: await newChallenge(deps, userId) });
  return enterFully(deps, userId, entering);
}

/** For somebody of whom nothing more is asked. */
export async function enterFully(deps: EnterDeps, userId: UserId, { origin, method }: Entering): Promise<OpenSession> {
  const session = await deps.identity.open(userId);
  return openSession(deps, session, { origin, action: 'account.signed-in', detail: { method } });
}

async function newChallenge({ db }: Pick<EnterDeps, 'db'>, userId: UserId): Promise<string> {
  const { text, hash } = newSecret();
  const { email } = found(await findAccount(db.as(NO_TENANT), { userId }), 'account');
  await db.transaction(NO_TENANT, (tx) =>
    insertAccountToken(tx, { hash, purpose: 'sign-in', userId, email, seconds: CHALLENGE_SECONDS, replace: false }),
  );
  return text;
}
