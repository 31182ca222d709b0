/** Whether an e-mail address is its account's: a link is sent there, and comes back. */
import { appError } from '#core/domain/errors.ts';
import { verifyEmailMail } from '#core/domain/mail/account-mails.ts';
import { insertAccountToken, takeAccountToken } from '#core/store/account-tokens.ts';
import { type Account, findAccount, markEmailVerified } from '#core/store/accounts.ts';
import { countGuess } from '#core/store/guesses.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAtHome } from './audit-account.ts';
import type { Caller } from './caller.ts';
import { hashOf, newSecret } from './secret.ts';

/** How long a link is good, in seconds. */
const LINK_SECONDS = 24 * 60 * 60;

/** Nobody's inbox is filled through us: three mails, then one a minute, up to one an hour. */
const MAILS = { free: 3, firstWait: 60, longestWait: 3_600 } as const;

type VerificationDeps = Pick<AccountDeps, 'db' | 'mailer' | 'publicUrl'>;

/** Sends a link to an account's address. Earlier links end. */
export async function sendVerification(
  { db, mailer, publicUrl }: VerificationDeps,
  { id, email, name }: Omit<Account, 'emailVerified'>,
): Promise<void> {
  const { text, hash } = newSecret();
  const token = { hash, purpose: 'verify-email', userId: id, email, seconds: LINK_SECONDS, replace: true } as const;
  await db.transaction(NO_TENANT, (tx) => insertAccountToken(tx, token));
  mailer.send({ kind: 'verify-email', to: email, ...verifyEmailMail({ name, publicUrl, token: text }) });
}

/** Sends the caller another link; does nothing when the address is confirmed. @throws AppError RATE_LIMITED */
export async function sendVerificationEmail(
  deps: VerificationDeps & Pick<AccountDeps, 'guessFactor'>,
  caller: Caller,
): Promise<void> {
  const store = deps.db.as(NO_TENANT);
  const account = await findAccount(store, caller);
  if (account === null || account.emailVerified) return;
  const retryAfter = await countGuess(store, `mail:verify:${caller.userId}`, {
    ...MAILS,
    free: MAILS.free * deps.guessFactor,
  });
  if (retryAfter !== null) throw appError('RATE_LIMITED', { retryAfter });
  await sendVerification(deps, account);
}

/** Confirms the address a link was sent to. @throws AppError TOKEN_INVALID */
export async function verifyEmail(
  { db, identity }: Pick<AccountDeps, 'db' | 'identity'>,
  token: string,
): Promise<void> {
  const taken = await db.transaction(NO_TENANT, async (tx) => {
    const found = await takeAccountToken(tx, { hash: hashOf(token), purpose: 'verify-email' });
    if (found !== null) await markEmailVerified(tx, found.userId);
    return found;
  });
  if (taken === null) throw appError('TOKEN_INVALID', { field: 'token' });
  await auditAtHome({ db, identity }, taken.userId, { action: 'account.email-verified' });
}
