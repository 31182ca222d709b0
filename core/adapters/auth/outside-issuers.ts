/** Tokens of outside issuers, verified with `jose`: keys from the issuer's JWKS, or a shared secret. */
import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { Log } from '#core/ports/log.ts';
import type { OutsideClaims, OutsideIssuer, OutsideIssuers } from '#core/ports/outside-issuers.ts';

/** A token signed with an unknown key makes us read the keys again, but no more often than this. */
const COOLDOWN_MS = 30_000;
/** A key that the issuer has withdrawn is believed no longer than this. */
const KEYS_LIVE_MS = 10 * 60_000;
const ANSWER_MS = 3_000;
/** Seconds that clocks may differ. */
const TOLERANCE = 5;
const LONGEST_SUBJECT = 255;

/** Codes of `jose` for keys that do not come, or are none. */
const UNREADABLE = new Set(['ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID', 'ERR_JOSE_GENERIC']);

type Verify = (token: string) => Promise<JWTPayload>;

export interface OutsideIssuerOptions {
  readonly issuers: readonly OutsideIssuer[];
  readonly log: Pick<Log, 'warn'>;
  /** In place of half a minute. */
  readonly cooldownMs?: number;
}

export function createOutsideIssuers({ issuers, log, cooldownMs = COOLDOWN_MS }: OutsideIssuerOptions): OutsideIssuers {
  const known = new Map(issuers.map((issuer) => [issuer.issuer, verifierOf(issuer, cooldownMs)]));
  return {
    async verify(token) {
      const issuer = issuerOf(token);
      const verify = known.get(issuer ?? '');
      if (verify === undefined) return null;
      try {
        return claimsOf(await verify(token));
      } catch (error) {
        const isTokens = error instanceof errors.JOSEError && !UNREADABLE.has(error.code);
        if (!isTokens)
          log.warn({ issuer, reason: (error as Error).message }, 'the keys of an outside issuer cannot be read');
        return null;
      }
    },
  };
}

/** What the token says of its issuer, which only says whose keys to hold it against. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

/** A key of the one kind is never tried with an algorithm of the other: the list is fixed, whatever the token's header says. */
function verifierOf({ issuer, audience, algorithms, key }: OutsideIssuer, cooldownMs: number): Verify {
  const rules = {
    ...{ issuer, audience, algorithms: [...algorithms], clockTolerance: TOLERANCE },
    requiredClaims: ['sub', 'exp'],
  };
  if ('secret' in key) {
    const secret = new TextEncoder().encode(key.secret);
    return async (token) => (await jwtVerify(token, secret, rules)).payload;
  }
  const keys: JWTVerifyGetKey = createRemoteJWKSet(new URL(key.jwksUrl), {
    cooldownDuration: cooldownMs,
    cacheMaxAge: KEYS_LIVE_MS,
    timeoutDuration: ANSWER_MS,
  });
  return async (token) => (await jwtVerify(token, keys, rules)).payload;
}

function claimsOf({ iss, sub, exp, name }: JWTPayload): OutsideClaims | null {
  if (iss === undefined || sub === undefined || exp === undefined) return null;
  if (sub === '' || sub.length > LONGEST_SUBJECT) return null;
  const shown =
    typeof name === 'string'
      ? name
          .replace(/\p{Cc}+/gu, ' ')
          .trim()
          .slice(0, 80)
      : '';
  return { issuer: iss, subject: sub, name: shown === '' ? null : shown, expiresAt: new Date(exp * 1000) };
}
