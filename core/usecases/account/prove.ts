/** Proofs that somebody is who their session says, or who they say: the password, and the second factor. */
import { appError } from '#core/domain/errors.ts';
import type { UserId } from '#core/domain/ids.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { findTwoFactor, takeBackupCode, useStep } from '#core/store/two-factors.ts';
import type { AccountDeps } from './account-deps.ts';
import { backupCodeHash } from './backup-codes.ts';
import type { Caller } from './caller.ts';
import { codesOf, guess, passwordAgainOf } from './guess.ts';

/** From the authenticator app, or one of the backup codes. */
export interface SecondFactor {
  readonly code?: string | null | undefined;
  readonly backupCode?: string | null | undefined;
}

/** @throws AppError WRONG_CREDENTIALS, RATE_LIMITED after too many wrong ones, of this session or of the account */
export async function requirePassword(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'guessFactor'>,
  caller: Caller,
  password: string,
): Promise<void> {
  const right = await guess(deps, passwordAgainOf(caller), async () =>
    (await deps.identity.hasPassword(caller.userId, password)) ? true : null,
  );
  if (right === null) throw appError('WRONG_CREDENTIALS', {});
}

/**
 * Uses up a code, or a backup code.
 * @throws AppError WRONG_CODE also when it was used before, RATE_LIMITED after too many wrong ones of this account
 */
export async function requireSecondFactor(
  deps: Pick<AccountDeps, 'db' | 'totp' | 'clock' | 'guessFactor'>,
  userId: UserId,
  factor: SecondFactor,
): Promise<void> {
  const isBackup = factor.backupCode != null;
  const right = await guess(deps, [codesOf(userId)], async () =>
    (await (isBackup ? usesBackupCode(deps, userId, factor) : usesCode(deps, userId, factor.code ?? ''))) ? true : null,
  );
  if (right === null) throw appError('WRONG_CODE', { field: isBackup ? 'backupCode' : 'code' });
}

/** Whether a code is right; if it is, no code of its time step or before is from now on. */
export async function usesCode(
  { db, totp, clock }: Pick<AccountDeps, 'db' | 'totp' | 'clock'>,
  userId: UserId,
  code: string,
): Promise<boolean> {
  const stored = await findTwoFactor(db.as(NO_TENANT), userId);
  const step = stored === null ? null : await totp.stepOf(stored.secret, code.replaceAll(' ', ''), clock.now());
  return step !== null && (await db.transaction(NO_TENANT, (tx) => useStep(tx, userId, step)));
}

const usesBackupCode = (
  { db }: Pick<AccountDeps, 'db'>,
  userId: UserId,
  { backupCode }: SecondFactor,
): Promise<boolean> => db.transaction(NO_TENANT, (tx) => takeBackupCode(tx, userId, backupCodeHash(backupCode ?? '')));
