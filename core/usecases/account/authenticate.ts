import type { Identity } from '#core/ports/identity.ts';
import type { OutsideIssuers } from '#core/ports/outside-issuers.ts';
import { KEY_PREFIX } from '../api-key/key-format.ts';
import type { KeyStandings } from '../api-key/key-standings.ts';
import type { Caller } from './caller.ts';
import type { OutsideStandings } from './outside-standings.ts';
import type { Standings } from './standings.ts';

export interface AuthenticateDeps {
  readonly identity: Pick<Identity, 'verify'>;
  readonly standings: Standings;
  readonly keyStandings: KeyStandings;
  readonly outsideIssuers: OutsideIssuers;
  readonly outsideStandings: OutsideStandings;
}

/** Who a token of ours, an API key or an outside issuer's token speaks for; null when it is wrong, has ended, or its session has. */
export async function authenticate(deps: AuthenticateDeps, token: string): Promise<Caller | null> {
  if (token.startsWith(KEY_PREFIX)) return callerOfKey(deps, token);
  return (await callerOfOutsider(deps, token)) ?? callerOfSession(deps, token);
}

async function callerOfSession({ identity, standings }: AuthenticateDeps, token: string): Promise<Caller | null> {
  const claims = await identity.verify(token);
  if (claims === null) return null;
  const standing = await standings.of(claims);
  return standing === null ? null : { ...claims, ...standing, credential: 'session', scopes: null };
}

/** A key never administers the installation, whoever made it. */
async function callerOfKey({ keyStandings }: AuthenticateDeps, key: string): Promise<Caller | null> {
  const standing = await keyStandings.of(key);
  if (standing === null || standing.expiresAt.getTime() <= Date.now()) return null;
  const { id, userId, organizationId, role, scopes, expiresAt } = standing;
  return {
    ...{ userId, organizationId, role, scopes, expiresAt },
    sessionId: id,
    platformRole: 'user',
    credential: 'api-key',
  };
}

/** Never an administrator of the installation: whoever runs the issuer would be one. */
async function callerOfOutsider(deps: AuthenticateDeps, token: string): Promise<Caller | null> {
  const claims = await deps.outsideIssuers.verify(token);
  const standing = claims === null ? null : await deps.outsideStandings.of(claims);
  if (claims === null || standing === null) return null;
  const { userId, organizationId, role } = standing;
  const { expiresAt } = claims;
  return { ...{ userId, organizationId, role, expiresAt }, ...OUTSIDER, sessionId: userId };
}

const OUTSIDER = { platformRole: 'user', credential: 'external', scopes: null } as const;
