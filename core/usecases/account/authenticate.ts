import type { Identity } from '#core/ports/identity.ts';
import { KEY_PREFIX } from '../api-key/key-format.ts';
import type { KeyStandings } from '../api-key/key-standings.ts';
import type { Caller } from './caller.ts';
import type { Standings } from './standings.ts';

export interface AuthenticateDeps {
  readonly identity: Pick<Identity, 'verify'>;
  readonly standings: Standings;
  readonly keyStandings: KeyStandings;
}

/** Who an access token or an API key speaks for; null when it is wrong, has ended, or its session has. */
export async function authenticate(deps: AuthenticateDeps, token: string): Promise<Caller | null> {
  return token.startsWith(KEY_PREFIX) ? callerOfKey(deps, token) : callerOfSession(deps, token);
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
