/** Passwords: better-auth hashes them (scrypt) and keeps them in its table. */
import { getCurrentAdapter, runWithTransaction } from '@better-auth/core/context';
import { LONGEST_PASSWORD } from '#core/domain/credentials.ts';
import type { UserId } from '#core/domain/ids.ts';
import type { Credentials } from '#core/ports/identity.ts';
import type { BetterAuth } from './better-auth.ts';

/** Longer than any password can be: hashing it would only cost time. */
const isTooLong = (password: string): boolean => password.length > LONGEST_PASSWORD;

/** A hash for accounts that are not there, so that they take as long as those that are; made once, of nobody's password. */
let dummy: Promise<string> | null = null;

async function matches(auth: BetterAuth, hash: string | null, password: string): Promise<boolean> {
  const { password: passwords } = await auth.$context;
  dummy ??= passwords.hash('nobody has this password');
  const right = await passwords.verify({ hash: hash ?? (await dummy), password });
  return right && hash !== null;
}

export async function whoIs(auth: BetterAuth, { email, password }: Credentials): Promise<UserId | null> {
  if (isTooLong(password)) return null;
  const { internalAdapter } = await auth.$context;
  const found = await internalAdapter.findUserByEmail(email, { includeAccounts: true });
  const account = found?.accounts.find(({ providerId }) => providerId === 'credential');
  const right = await matches(auth, account?.password ?? null, password);
  if (!right || found === null || isBanned(found.user)) return null;
  return found.user.id as UserId;
}

const isBanned = (user: object): boolean => 'banned' in user && user.banned === true;

export async function hasPassword(auth: BetterAuth, userId: UserId, password: string): Promise<boolean> {
  if (isTooLong(password)) return false;
  const { internalAdapter } = await auth.$context;
  const account = await internalAdapter.findCredentialAccount(userId);
  return matches(auth, account?.password ?? null, password);
}

export async function replacePassword(
  auth: BetterAuth,
  { userId, password, keep }: { userId: UserId; password: string; keep: string | null },
): Promise<void> {
  const { adapter, internalAdapter, password: passwords } = await auth.$context;
  const hash = await passwords.hash(password);
  await runWithTransaction(adapter, async () => {
    if ((await internalAdapter.findCredentialAccount(userId)) === null) {
      await internalAdapter.createAccount({ userId, providerId: 'credential', accountId: userId, password: hash });
    } else {
      await internalAdapter.updatePassword(userId, hash);
    }
    await endSessions(auth, userId, keep);
  });
}

async function endSessions(auth: BetterAuth, userId: UserId, keep: string | null): Promise<void> {
  const adapter = await getCurrentAdapter((await auth.$context).adapter);
  const all = { field: 'userId', value: userId };
  const where = keep === null ? [all] : [all, { field: 'id', operator: 'ne' as const, value: keep }];
  await adapter.deleteMany({ model: 'session', where });
}
