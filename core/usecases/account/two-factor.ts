/** A second factor for an account: begun, confirmed by a first code, renewed, switched off. */
import { appError } from '#core/domain/errors.ts';
import { twoFactorChangedMail } from '#core/domain/mail/account-mails.ts';
import { findAccount } from '#core/store/accounts.ts';
import type { Transaction } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import {
  beginTwoFactor as begin,
  confirmTwoFactor as confirm,
  removeTwoFactor,
  replaceBackupCodes,
} from '#core/store/two-factors.ts';
import { found } from '../found.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAccount } from './audit-account.ts';
import { newBackupCodes } from './backup-codes.ts';
import type { Caller } from './caller.ts';
import { codesOf, guess } from './guess.ts';
import { requirePassword, usesCode } from './prove.ts';
import { requireStepUp } from './require-step-up.ts';

/** Shown once. */
export interface TwoFactorSetup {
  /** For the authenticator app, as text or QR code. */
  readonly uri: string;
  readonly backupCodes: readonly string[];
}

const alreadyOn = () => appError('CONFLICT', { field: 'twoFactor' });
const notOn = () => appError('NOT_FOUND', { what: 'second factor' });

/**
 * Makes a secret for the caller's authenticator app. Nothing changes until a code of it is confirmed; beginning again replaces it.
 * @throws AppError WRONG_CREDENTIALS, RATE_LIMITED, CONFLICT when two-factor is on
 */
export async function beginTwoFactor(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'totp' | 'guessFactor'>,
  caller: Caller,
  password: string,
): Promise<TwoFactorSetup> {
  await requirePassword(deps, caller, password);
  const { email } = found(await findAccount(deps.db.as(NO_TENANT), caller), 'account');
  const { sealed, uri } = await deps.totp.create(email);
  const { codes, hashes } = newBackupCodes();
  const begun = await deps.db.transaction(NO_TENANT, (tx) =>
    begin(tx, { userId: caller.userId, secret: sealed, backupCodes: hashes }),
  );
  if (!begun) throw alreadyOn();
  return { uri, backupCodes: codes };
}

type ChangeDeps = Pick<AccountDeps, 'db' | 'mailer'>;

/**
 * Switches two-factor on: the code proves that the app has the secret.
 * @throws AppError WRONG_CODE, RATE_LIMITED, NOT_FOUND when none was begun
 */
export async function confirmTwoFactor(
  deps: ChangeDeps & Pick<AccountDeps, 'totp' | 'clock' | 'guessFactor'>,
  caller: Caller,
  code: string,
): Promise<void> {
  const right = await guess(deps, [codesOf(caller.userId)], async () =>
    (await usesCode(deps, caller.userId, code)) ? true : null,
  );
  if (right === null) throw appError('WRONG_CODE', { field: 'code' });
  await change(deps, caller, { action: 'account.two-factor-on', what: 'two-factor sign-in was switched on' }, (tx) =>
    confirm(tx, caller.userId),
  );
}

/** Switches two-factor off, and forgets secret and backup codes. @throws AppError STEP_UP_REQUIRED, NOT_FOUND when it is off */
export async function disableTwoFactor(deps: ChangeDeps, caller: Caller): Promise<void> {
  await requireStepUp(deps.db.as(NO_TENANT), caller);
  await change(deps, caller, { action: 'account.two-factor-off', what: 'two-factor sign-in was switched off' }, (tx) =>
    removeTwoFactor(tx, caller.userId),
  );
}

/** New backup codes in place of all old ones. @throws AppError STEP_UP_REQUIRED, NOT_FOUND when two-factor is off */
export async function regenerateBackupCodes(deps: ChangeDeps, caller: Caller): Promise<readonly string[]> {
  await requireStepUp(deps.db.as(NO_TENANT), caller);
  const { codes, hashes } = newBackupCodes();
  await change(deps, caller, { action: 'account.backup-codes-renewed', what: 'the backup codes were replaced' }, (tx) =>
    replaceBackupCodes(tx, caller.userId, hashes),
  );
  return codes;
}

/** Carries out a change, with its audit row, and writes to the person. @throws AppError NOT_FOUND when it changed nothing */
async function change(
  { db, mailer }: ChangeDeps,
  caller: Caller,
  { action, what }: { readonly action: string; readonly what: string },
  effect: (tx: Transaction) => Promise<boolean>,
): Promise<void> {
  await db.transaction(caller, async (tx) => {
    if (!(await effect(tx))) throw notOn();
    await auditAccount(tx, caller, { action });
  });
  const { email, name } = found(await findAccount(db.as(NO_TENANT), caller), 'account');
  mailer.send({ kind: 'two-factor-changed', to: email, ...twoFactorChangedMail({ name, what }) });
}
