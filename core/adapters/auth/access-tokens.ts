/** Access tokens: JWTs signed with the keys in `jwks`, verified here against a cached copy of the public ones. */
import { createLocalJWKSet, errors, type JWTPayload, jwtVerify } from 'jose';
import { isUuid, type OrganizationId, type UserId } from '#core/domain/ids.ts';
import type { AccessClaims, AccessToken, Session } from '#core/ports/identity.ts';
import { AUDIENCE, type BetterAuth, ISSUER } from './better-auth.ts';

/** How long an access token lasts, in seconds. */
const ACCESS_SECONDS = 15 * 60;
/** Keys are read again for a token signed with one not known, but no more often than this. */
const RELOAD_MS = 10_000;

/** Signs a token for a session. */
export async function issueAccessToken(auth: BetterAuth, session: Session): Promise<AccessToken> {
  const issuedAt = Math.floor(Date.now() / 1000);
  const expiry = issuedAt + ACCESS_SECONDS;
  const { token } = await auth.api.signJWT({
    body: {
      payload: { sub: session.userId, org: session.organizationId, sid: session.id, iat: issuedAt, exp: expiry },
    },
  });
  return { token, expiresAt: new Date(expiry * 1000) };
}

type Keys = ReturnType<typeof createLocalJWKSet>;

/** Verifies tokens without a look-up in the database, but for a key it sees the first time. */
export function createVerifier(auth: BetterAuth): (token: string) => Promise<AccessClaims | null> {
  let keys: Promise<Keys> | null = null;
  let loadedAt = 0;
  const load = (): Promise<Keys> => {
    loadedAt = Date.now();
    const loading = auth.api.getJwks().then((set) => createLocalJWKSet(set));
    loading.catch(() => {
      keys = null;
    });
    return loading;
  };
  return async (token) => {
    try {
      keys ??= load();
      return claimsOf(await verify(token, await keys));
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) return refused(error);
    }
    if (Date.now() - loadedAt < RELOAD_MS) return null;
    keys = load();
    return verify(token, await keys).then(claimsOf, refused);
  };
}

/** A token that is wrong is answered null; keys that cannot be read are the caller's to hear of. */
function refused(error: unknown): null {
  if (error instanceof errors.JOSEError) return null;
  throw error;
}

async function verify(token: string, keys: Keys): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keys, {
    issuer: ISSUER,
    audience: AUDIENCE,
    algorithms: ['EdDSA'],
    requiredClaims: ['sub', 'org', 'sid', 'exp'],
  });
  return payload;
}

function claimsOf({ sub, exp, org, sid }: JWTPayload): AccessClaims | null {
  if (sub === undefined || exp === undefined || typeof org !== 'string' || typeof sid !== 'string') return null;
  if (![sub, org, sid].every(isUuid)) return null;
  return {
    userId: sub as UserId,
    organizationId: org as OrganizationId,
    sessionId: sid,
    expiresAt: new Date(exp * 1000),
  };
}
