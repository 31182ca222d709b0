import type { Identity } from '#core/ports/identity.ts';
import type { Caller } from './caller.ts';
import type { Standings } from './standings.ts';

export interface AuthenticateDeps {
  readonly identity: Pick<Identity, 'verify'>;
  readonly standings: Standings;
}

/** Who an access token speaks for; null when it is wrong, has ended, or its session has. */
export async function authenticate(deps: AuthenticateDeps, accessToken: string): Promise<Caller | null> {
  const claims = await deps.identity.verify(accessToken);
  if (claims === null) return null;
  const standing = await deps.standings.of(claims);
  return standing === null ? null : { ...claims, ...standing, credential: 'session', scopes: null };
}
