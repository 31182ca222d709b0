import { appError } from '#core/domain/errors.ts';
import { markSteppedUp } from '#core/store/sessions.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { findTwoFactor } from '#core/store/two-factors.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAccount } from './audit-account.ts';
import type { Caller } from './caller.ts';
import { requirePassword, requireSecondFactor, type SecondFactor } from './prove.ts';
import { STEP_UP_MS } from './require-step-up.ts';

/**
 * The caller proves again who they are, by password and, where two-factor is on, by a code.
 * @returns until when the proof holds
 * @throws AppError WRONG_CREDENTIALS, WRONG_CODE also when one is missing, RATE_LIMITED, UNAUTHENTICATED
 */
export async function stepUp(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'totp' | 'clock' | 'guessFactor'>,
  caller: Caller,
  { password, ...factor }: SecondFactor & { readonly password: string },
): Promise<Date> {
  await requirePassword(deps, caller, password);
  const stored = await findTwoFactor(deps.db.as(NO_TENANT), caller.userId);
  if (stored?.confirmed === true) await requireSecondFactor(deps, caller.userId, factor);
  const at = await deps.db.transaction(caller, async (tx) => {
    await auditAccount(tx, caller, { action: 'session.stepped-up', object: { kind: 'session', id: caller.sessionId } });
    return markSteppedUp(tx, caller.sessionId);
  });
  if (at === null) throw appError('UNAUTHENTICATED', {});
  return new Date(at.getTime() + STEP_UP_MS);
}
