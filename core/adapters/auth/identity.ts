/** Accounts and sessions by better-auth, embedded. */
import { appError } from '#core/domain/errors.ts';
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { Identity, NewAccount, Session } from '#core/ports/identity.ts';
import { createVerifier, issueAccessToken } from './access-tokens.ts';
import { type AuthOptions, type BetterAuth, createBetterAuth, SESSION_SECONDS } from './better-auth.ts';
import { refusalCode, toAppError } from './errors.ts';

/** A session is prolonged when it was not for this long, in milliseconds. */
const PROLONG_AFTER_MS = 24 * 60 * 60 * 1000;

export function createIdentity(options: AuthOptions): Identity {
  const auth = createBetterAuth(options);
  return {
    async signUp(account) {
      const { token } = await signUp(auth, account);
      return readSession(auth, token);
    },
    async signIn(credentials) {
      const { token } = await auth.api.signInEmail({ body: credentials }).catch(rethrow);
      return readSession(auth, token);
    },
    resume: (refreshToken) => resume(auth, refreshToken),
    async end(sessionId) {
      const { adapter } = await auth.$context;
      await adapter.delete({ model: 'session', where: [{ field: 'id', value: sessionId }] });
    },
    issue: (session) => issueAccessToken(auth, session),
    verify: createVerifier(auth),
  };
}

function rethrow(error: unknown): never {
  throw toAppError(error);
}

async function signUp(auth: BetterAuth, account: NewAccount): Promise<{ token: string | null }> {
  try {
    return await auth.api.signUpEmail({ body: { ...account } });
  } catch (error) {
    // Two sign-ups with one address at the same moment: the unique index refused the second.
    if (refusalCode(error) === 'FAILED_TO_CREATE_USER' && (await isTaken(auth, account.email))) {
      throw appError('EMAIL_TAKEN', { field: 'email' });
    }
    return rethrow(error);
  }
}

async function isTaken(auth: BetterAuth, email: string): Promise<boolean> {
  const { internalAdapter } = await auth.$context;
  return (await internalAdapter.findUserByEmail(email)) !== null;
}

type StoredSession = {
  id: string;
  userId: string;
  token: string;
  expiresAt: Date;
  activeOrganizationId?: string | null;
};

async function findSession(auth: BetterAuth, token: string): Promise<StoredSession | null> {
  const { internalAdapter } = await auth.$context;
  const found = await internalAdapter.findSession(token);
  return found === null ? null : (found.session as StoredSession);
}

async function readSession(auth: BetterAuth, token: string | null): Promise<Session> {
  const stored = token === null ? null : await findSession(auth, token);
  const session = stored === null ? null : toSession(stored);
  if (session === null) throw new Error('better-auth opened no session');
  return session;
}

/** Null when the session acts for no organisation, which only one made outside this program can. */
const toSession = ({ id, userId, token, activeOrganizationId }: StoredSession): Session | null =>
  activeOrganizationId == null
    ? null
    : { id, userId: userId as UserId, organizationId: activeOrganizationId as OrganizationId, refreshToken: token };

async function resume(auth: BetterAuth, refreshToken: string): Promise<Session | null> {
  const stored = await findSession(auth, refreshToken);
  if (stored === null || stored.expiresAt.getTime() <= Date.now()) return null;
  const full = Date.now() + SESSION_SECONDS * 1000;
  if (full - stored.expiresAt.getTime() > PROLONG_AFTER_MS) {
    const { internalAdapter } = await auth.$context;
    await internalAdapter.updateSession(refreshToken, { expiresAt: new Date(full), updatedAt: new Date() });
  }
  return toSession(stored);
}
