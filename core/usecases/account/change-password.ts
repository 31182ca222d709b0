import { checkNewPassword } from '#core/domain/credentials.ts';
import { passwordChangedMail } from '#core/domain/mail/account-mails.ts';
import { findAccount } from '#core/store/accounts.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAccount } from './audit-account.ts';
import type { Caller } from './caller.ts';
import { requirePassword } from './prove.ts';

/**
 * Gives the caller a new password. Their other sessions end.
 * @throws AppError WRONG_CREDENTIALS, WEAK_PASSWORD, RATE_LIMITED
 */
export async function changePassword(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'mailer' | 'guessFactor'>,
  caller: Caller,
  input: { readonly currentPassword: string; readonly newPassword: string },
): Promise<void> {
  const { db, identity, mailer } = deps;
  const account = found(await findAccount(db.as(NO_TENANT), caller), 'account');
  await requirePassword(deps, caller, input.currentPassword);
  checkNewPassword(input.newPassword, { field: 'newPassword', about: [account.email, account.name] });
  await identity.replacePassword(caller.userId, input.newPassword, caller.sessionId);
  await db.transaction(caller, (tx) => auditAccount(tx, caller, { action: 'account.password-changed' }));
  mailer.send({ kind: 'password-changed', to: account.email, ...passwordChangedMail(account) });
}
