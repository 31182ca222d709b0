/** Signing in with a company's account: there with `beginOAuth`, back with `completeOAuth`. */
import { randomBytes } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { OAuthProvider, OAuthProviderName, OAuthProviders } from '#core/ports/oauth.ts';
import type { People } from '#core/ports/people.ts';
import { findAccount } from '#core/store/accounts.ts';
import { insertChallenge, takeChallenge } from '#core/store/challenges.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from '../account/account-deps.ts';
import { type Entering, enter } from '../account/enter.ts';
import type { OpenSession } from '../account/open-session.ts';
import { hashSecret } from '../tenant-secret.ts';

/** How long somebody may take at the company, in seconds. */
const SECONDS = 10 * 60;
const RANDOM_BYTES = 32;

export type OAuthDeps = Pick<AccountDeps, 'db' | 'identity' | 'publicUrl'> & {
  readonly people: People;
  readonly oauth: OAuthProviders;
};

interface Trip {
  readonly provider: OAuthProviderName;
  readonly codeVerifier: string;
  /** SHA-256 of what the browser keeps, in hex. */
  readonly keptHash: string;
}

export interface BegunOAuth {
  readonly url: string;
  /** Comes back with the code. */
  readonly state: string;
  /** Stays in the browser that began, so that nobody is signed in by a link that somebody else began. */
  readonly kept: string;
}

const random = (): string => randomBytes(RANDOM_BYTES).toString('base64url');
const redirectUri = ({ publicUrl }: OAuthDeps): string => `${publicUrl}/oauth/callback`;

/** @throws AppError BAD_USER_INPUT */
function providerOf({ oauth }: OAuthDeps, name: OAuthProviderName): OAuthProvider {
  const provider = oauth[name];
  if (provider === undefined) throw appError('BAD_USER_INPUT', { field: 'provider', rule: 'is not set up here' });
  return provider;
}

/** Where to send somebody. @throws AppError BAD_USER_INPUT when the provider is not set up here */
export async function beginOAuth(deps: OAuthDeps, provider: OAuthProviderName): Promise<BegunOAuth> {
  const { authorizationUrl } = providerOf(deps, provider);
  const [state, kept, codeVerifier] = [random(), random(), random()];
  const detail: Trip = { provider, codeVerifier, keptHash: hashSecret(kept).toString('hex') };
  const challenge = { hash: hashSecret(state), purpose: 'oauth', detail, seconds: SECONDS } as const;
  await insertChallenge(deps.db.as(NO_TENANT), challenge);
  return { url: await authorizationUrl({ state, codeVerifier, redirectUri: redirectUri(deps) }), state, kept };
}

/**
 * Signs in whoever came back; at first sight they get an account with an organisation of its own. One that exists with the same
 * e-mail address is not theirs for that: its owner signs in as before.
 * @throws AppError TOKEN_INVALID, EMAIL_TAKEN, WRONG_CREDENTIALS when the company does not accept the code or they are banned,
 * TWO_FACTOR_REQUIRED
 */
export async function completeOAuth(
  deps: OAuthDeps,
  back: { readonly code: string; readonly state: string; readonly kept: string },
  origin: Entering['origin'],
): Promise<OpenSession> {
  const trip = await takeChallenge<Trip>(deps.db.as(NO_TENANT), { hash: hashSecret(back.state), purpose: 'oauth' });
  if (trip === null || hashSecret(back.kept).toString('hex') !== trip.keptHash)
    throw appError('TOKEN_INVALID', { field: 'state' });
  const { provider, codeVerifier } = trip;
  const ticket = { code: back.code, codeVerifier, redirectUri: redirectUri(deps) };
  const profile = await providerOf(deps, provider).profile(ticket);
  if (profile === null) throw appError('WRONG_CREDENTIALS', {});
  const known = await deps.people.personOf({ provider, subject: profile.subject });
  const userId = known ?? (await deps.people.make({ provider, ...profile }));
  if ((await findAccount(deps.db.as(NO_TENANT), { userId })) === null) throw appError('WRONG_CREDENTIALS', {});
  return enter(deps, userId, { origin, method: provider });
}
