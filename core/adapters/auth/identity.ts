/** Accounts and sessions by better-auth, embedded. */
import { runWithTransaction } from '@better-auth/core/context';
import { appError } from '#core/domain/errors.ts';
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { Identity, NewAccount, Session } from '#core/ports/identity.ts';
import { createVerifier, issueAccessToken } from './access-tokens.ts';
import type { BetterAuth } from './better-auth.ts';
import { refusalCode, toAppError } from './errors.ts';
import { firstOrganization, homeOrganization } from './home-organization.ts';
import { hasPassword, replacePassword, whoIs } from './passwords.ts';

export function createIdentity(auth: BetterAuth, newId: () => string): Identity {
  return {
    async signUp(account) {
      const { token } = await signUp(auth, account);
      return readSession(auth, token);
    },
    whoIs: (credentials) => whoIs(auth, credentials),
    hasPassword: (userId, password) => hasPassword(auth, userId, password),
    replacePassword: (userId, password, keep) => replacePassword(auth, { userId, password, keep }),
    open: (userId) => open(auth, userId, newId),
    async homeOf(userId) {
      const { adapter } = await auth.$context;
      return (await firstOrganization(adapter, userId)) as OrganizationId | null;
    },
    issue: (session) => issueAccessToken(auth, session),
    verify: createVerifier(auth),
  };
}

async function signUp(auth: BetterAuth, account: NewAccount): Promise<{ token: string | null }> {
  try {
    return await auth.api.signUpEmail({ body: { ...account } });
  } catch (error) {
    // Two sign-ups with one address at the same moment: the unique index refused the second.
    if (refusalCode(error) === 'FAILED_TO_CREATE_USER' && (await isTaken(auth, account.email))) {
      throw appError('EMAIL_TAKEN', { field: 'email' });
    }
    throw toAppError(error);
  }
}

async function isTaken(auth: BetterAuth, email: string): Promise<boolean> {
  const { internalAdapter } = await auth.$context;
  return (await internalAdapter.findUserByEmail(email)) !== null;
}

/** One transaction, as in a sign-up: somebody who is in no organisation any more is given one of their own. */
async function open(auth: BetterAuth, userId: UserId, newId: () => string): Promise<Session> {
  const { adapter, internalAdapter } = await auth.$context;
  return runWithTransaction(adapter, async () => {
    const activeOrganizationId = await homeOrganization(adapter, userId, newId);
    return toSession(await internalAdapter.createSession(userId, false, { activeOrganizationId }));
  });
}

/** better-auth's own token of a session never leaves this process, and nothing here accepts it. */
type StoredSession = { id: string; userId: string; activeOrganizationId?: string | null };

async function readSession(auth: BetterAuth, token: string | null): Promise<Session> {
  const { internalAdapter } = await auth.$context;
  const found = token === null ? null : await internalAdapter.findSession(token);
  if (found === null) throw new Error('better-auth opened no session');
  return toSession(found.session as StoredSession);
}

function toSession({ id, userId, activeOrganizationId }: StoredSession): Session {
  if (activeOrganizationId == null) throw new Error('a session acts for an organisation');
  return { id, userId: userId as UserId, organizationId: activeOrganizationId as OrganizationId };
}
