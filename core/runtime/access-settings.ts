/** Other ways in than a password, by the server's environment: companies' accounts, outside issuers, bots. */
import { z } from 'zod';
import type { BetterAuth } from '#core/adapters/auth/better-auth.ts';
import { createOutsideIssuers } from '#core/adapters/auth/outside-issuers.ts';
import { createPeople } from '#core/adapters/auth/people.ts';
import { createOAuthProviders, type OAuthClient } from '#core/adapters/oauth/providers.ts';
import type { Log } from '#core/ports/log.ts';
import type { OAuthProviders } from '#core/ports/oauth.ts';
import type { OutsideIssuers } from '#core/ports/outside-issuers.ts';
import type { People } from '#core/ports/people.ts';
import type { Database } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOutsideStandings, type OutsideStandings } from '#core/usecases/account/outside-standings.ts';
import { createKeyStandings, type KeyStandings } from '#core/usecases/api-key/key-standings.ts';
import { outsideIssuers } from './issuer-settings.ts';

export const accessEnvironment = {
  /** Clients at Google and GitHub; each needs both of its own, and is left out without. */
  OAUTH_GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  OAUTH_GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  OAUTH_GITHUB_CLIENT_ID: z.string().min(1).optional(),
  OAUTH_GITHUB_CLIENT_SECRET: z.string().min(1).optional(),
  /** Issuers beside ourselves whose tokens are accepted. */
  OIDC_ISSUERS: outsideIssuers,
  /** What our bots show when they tie a chat account to a person; without it none can. */
  BOT_SECRET: z.string().min(32, 'must be at least 32 characters of randomness').optional(),
};

type AccessConfig = z.output<z.ZodObject<typeof accessEnvironment>>;

export interface AccessParts {
  readonly people: People;
  readonly keyStandings: KeyStandings;
  readonly outsideIssuers: OutsideIssuers;
  readonly outsideStandings: OutsideStandings;
  readonly oauth: OAuthProviders;
  readonly botSecret: string | null;
}

export function accessParts(
  config: AccessConfig,
  { auth, db, log }: { readonly auth: BetterAuth; readonly db: Database; readonly log: Log },
): AccessParts {
  const people = createPeople(auth, newId);
  return {
    people,
    keyStandings: createKeyStandings(db),
    outsideIssuers: createOutsideIssuers({ issuers: config.OIDC_ISSUERS, log }),
    outsideStandings: createOutsideStandings({ db, people }),
    oauth: createOAuthProviders({
      ...client('google', config.OAUTH_GOOGLE_CLIENT_ID, config.OAUTH_GOOGLE_CLIENT_SECRET),
      ...client('github', config.OAUTH_GITHUB_CLIENT_ID, config.OAUTH_GITHUB_CLIENT_SECRET),
    }),
    botSecret: config.BOT_SECRET ?? null,
  };
}

const client = (name: 'google' | 'github', clientId?: string, clientSecret?: string): Record<string, OAuthClient> =>
  clientId === undefined || clientSecret === undefined ? {} : { [name]: { clientId, clientSecret } };
