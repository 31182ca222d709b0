/** Passwords that were forgotten: a link is sent to the account's address, and a new one is chosen with it. */
import { checkNewPassword, parseEmail } from '#core/domain/credentials.ts';
import { appError } from '#core/domain/errors.ts';
import { passwordChangedMail, resetPasswordMail } from '#core/domain/mail/account-mails.ts';
import type { Origin } from '#core/domain/origin.ts';
import { findAccountToken, insertAccountToken, takeAccountToken } from '#core/store/account-tokens.ts';
import { type Account, findAccount } from '#core/store/accounts.ts';
import { countGuess, forgetGuesses } from '#core/store/guesses.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAtHome } from './audit-account.ts';
import { passwordOf } from './guess.ts';
import { hashOf, newSecret } from './secret.ts';

/** How long a link is good, in seconds. */
const LINK_SECONDS = 30 * 60;
/** Nobody's inbox is filled through us: three mails, then one a minute, up to one an hour. */
const MAILS = { free: 3, firstWait: 60, longestWait: 3_600 } as const;

type RequestDeps = Pick<AccountDeps, 'db' | 'mailer' | 'publicUrl' | 'log' | 'identity' | 'guessFactor'>;

/**
 * Sends a link to an address that has an account. The answer waits for nothing of it: it is the same, and takes as long, whether
 * there is one or not.
 * @throws AppError BAD_USER_INPUT when it is no address
 */
export function requestPasswordReset(deps: RequestDeps, address: string, origin: Origin): void {
  const email = parseEmail(address);
  sendLink(deps, email, origin).catch((err: unknown) => deps.log.error({ err }, 'a reset was not begun'));
}

async function sendLink(deps: RequestDeps, email: string, { ip }: Origin): Promise<void> {
  const { db, mailer, publicUrl } = deps;
  const store = db.as(NO_TENANT);
  const account = await findAccount(store, { email });
  if (account === null) return;
  const policy = { ...MAILS, free: MAILS.free * deps.guessFactor };
  if ((await countGuess(store, `mail:reset:${account.id}`, policy)) !== null) return;
  const { text, hash } = newSecret();
  const token = { hash, purpose: 'reset-password', userId: account.id, email, seconds: LINK_SECONDS } as const;
  await db.transaction(NO_TENANT, (tx) => insertAccountToken(tx, { ...token, replace: true }));
  mailer.send({
    kind: 'reset-password',
    to: email,
    ...resetPasswordMail({ name: account.name, publicUrl, token: text }),
  });
  await auditAtHome(deps, account.id, { action: 'account.reset-requested', detail: { ip }, proved: false });
}

/**
 * Chooses a new password with a link, once. Every session ends; two-factor goes on being asked for.
 * @throws AppError TOKEN_INVALID, WEAK_PASSWORD which leaves the link good
 */
export async function resetPassword(
  deps: Pick<AccountDeps, 'db' | 'mailer' | 'identity'>,
  { token, newPassword }: { readonly token: string; readonly newPassword: string },
  { ip }: Origin,
): Promise<void> {
  const { db, identity, mailer } = deps;
  const account = await ownerOf(deps, token, newPassword);
  const link = { hash: hashOf(token), purpose: 'reset-password' } as const;
  const taken = await db.transaction(NO_TENANT, (tx) => takeAccountToken(tx, link));
  if (taken === null) throw appError('TOKEN_INVALID', { field: 'token' });
  await identity.replacePassword(account.id, newPassword, null);
  await forgetGuesses(db.as(NO_TENANT), passwordOf(account.email).name);
  await auditAtHome(deps, account.id, { action: 'account.password-reset', detail: { ip } });
  mailer.send({ kind: 'password-changed', to: account.email, ...passwordChangedMail(account) });
}

/** Whose the link is; it is not used up by a password that is refused. */
async function ownerOf({ db }: Pick<AccountDeps, 'db'>, token: string, newPassword: string): Promise<Account> {
  const store = db.as(NO_TENANT);
  const held = await findAccountToken(store, { hash: hashOf(token), purpose: 'reset-password' });
  const account = held === null ? null : await findAccount(store, { userId: held.userId });
  if (account === null) throw appError('TOKEN_INVALID', { field: 'token' });
  checkNewPassword(newPassword, { field: 'newPassword', about: [account.email, account.name] });
  return account;
}
