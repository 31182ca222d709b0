/** Google and GitHub over OAuth 2 with PKCE, by better-auth's own requests; OpenID Connect's userinfo, or GitHub's API, says who came. */
import { createAuthorizationURL, validateAuthorizationCode } from '@better-auth/core/oauth2';
import { z } from 'zod';
import type { OAuthProfile, OAuthProvider, OAuthProviderName, OAuthProviders } from '#core/ports/oauth.ts';

export interface OAuthClient {
  readonly clientId: string;
  readonly clientSecret: string;
}

interface Company {
  readonly scopes: readonly string[];
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  /** Where to ask who came. */
  readonly profileEndpoint: string;
  /** Makes a profile of what the endpoints below `profileEndpoint` answer. */
  read(get: Get, profileEndpoint: string): Promise<OAuthProfile>;
}

type Get = (url: string) => Promise<unknown>;

const ANSWER_MS = 5_000;

const openIdProfile = z.object({
  sub: z.string().min(1).max(255),
  name: z.string().default(''),
  email: z.string().optional(),
  email_verified: z.boolean().default(false),
});
const gitHubUser = z.object({ id: z.number().int(), login: z.string(), name: z.string().nullish() });
const gitHubEmails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

export const COMPANIES: Readonly<Record<OAuthProviderName, Company>> = {
  google: {
    scopes: ['openid', 'email', 'profile'],
    authorizationEndpoint: 'https://accounts.google.com/o/oauth2/v2/auth',
    tokenEndpoint: 'https://oauth2.googleapis.com/token',
    profileEndpoint: 'https://openidconnect.googleapis.com/v1/userinfo',
    async read(get, endpoint) {
      const { sub, name, email, email_verified } = openIdProfile.parse(await get(endpoint));
      return { subject: sub, name, email: email_verified ? (email ?? null) : null };
    },
  },
  github: {
    scopes: ['read:user', 'user:email'],
    authorizationEndpoint: 'https://github.com/login/oauth/authorize',
    tokenEndpoint: 'https://github.com/login/oauth/access_token',
    profileEndpoint: 'https://api.github.com/user',
    async read(get, endpoint) {
      const { id, login, name } = gitHubUser.parse(await get(endpoint));
      const emails = gitHubEmails.parse(await get(`${endpoint}/emails`));
      const email = emails.find(({ primary, verified }) => primary && verified)?.email ?? null;
      return { subject: String(id), name: name ?? login, email };
    },
  },
};

/** Each company that has a client here. `companies` stands in for the real ones where there are none. */
export function createOAuthProviders(
  clients: Readonly<Partial<Record<OAuthProviderName, OAuthClient>>>,
  companies: Readonly<Record<OAuthProviderName, Company>> = COMPANIES,
): OAuthProviders {
  const providers: Partial<Record<OAuthProviderName, OAuthProvider>> = {};
  for (const name of Object.keys(companies) as OAuthProviderName[]) {
    const client = clients[name];
    if (client !== undefined) providers[name] = providerOf(name, companies[name], client);
  }
  return providers;
}

function providerOf(id: OAuthProviderName, company: Company, options: OAuthClient): OAuthProvider {
  const { authorizationEndpoint, tokenEndpoint, scopes } = company;
  return {
    async authorizationUrl({ state, codeVerifier, redirectUri: redirectURI }) {
      const asked = { id, options, authorizationEndpoint, state, codeVerifier, redirectURI, scopes: [...scopes] };
      return (await createAuthorizationURL(asked)).toString();
    },
    async profile({ code, codeVerifier, redirectUri: redirectURI }) {
      const exchange = { code, codeVerifier, redirectURI, options, tokenEndpoint };
      const tokens = await validateAuthorizationCode(exchange).catch(() => null);
      if (tokens?.accessToken === undefined) return null;
      return tidy(await company.read(reader(tokens.accessToken), company.profileEndpoint));
    },
  };
}

const reader =
  (accessToken: string): Get =>
  async (url) => {
    const headers = { authorization: `Bearer ${accessToken}`, accept: 'application/json', 'user-agent': 'sluice' };
    const response = await fetch(url, { headers, redirect: 'error', signal: AbortSignal.timeout(ANSWER_MS) });
    if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status} for a profile`);
    return response.json();
  };

/** What others call themselves may hold anything. */
function tidy({ subject, name, email }: OAuthProfile): OAuthProfile {
  const shown = name
    .replace(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, 80);
  return { subject, name: shown === '' ? 'Somebody' : shown, email: email?.toLowerCase() ?? null };
}
