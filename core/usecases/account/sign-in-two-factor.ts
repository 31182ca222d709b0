import { appError } from '#core/domain/errors.ts';
import type { Origin } from '#core/domain/origin.ts';
import { countTry, takeAccountToken } from '#core/store/account-tokens.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';
import { enterFully } from './enter.ts';
import type { OpenSession } from './open-session.ts';
import { requireSecondFactor, type SecondFactor } from './prove.ts';
import { hashOf } from './secret.ts';
import { auditRefusal } from './sign-in.ts';

/** Codes that may be tried at one challenge. */
const TRIES = 5;

const ended = () => appError('TOKEN_INVALID', { field: 'challenge' });

/**
 * The second step of a sign-in: a code for the challenge that the first one answered.
 * @throws AppError TOKEN_INVALID when the challenge has ended, was used, or five codes were wrong; WRONG_CODE, RATE_LIMITED
 */
export async function signInTwoFactor(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'totp' | 'clock' | 'guessFactor'>,
  input: SecondFactor & { readonly challenge: string },
  origin: Origin,
): Promise<OpenSession> {
  const token = { hash: hashOf(input.challenge), purpose: 'sign-in' } as const;
  const waiting = await deps.db.transaction(NO_TENANT, (tx) => countTry(tx, { ...token, most: TRIES }));
  if (waiting === null) throw ended();
  try {
    await requireSecondFactor(deps, waiting.userId, input);
  } catch (error) {
    await auditRefusal(deps, waiting.userId, origin, 'wrong second factor');
    throw error;
  }
  const taken = await deps.db.transaction(NO_TENANT, (tx) => takeAccountToken(tx, token));
  if (taken === null) throw ended();
  return enterFully(deps, taken.userId, { origin, method: input.backupCode == null ? 'totp' : 'backup code' });
}
