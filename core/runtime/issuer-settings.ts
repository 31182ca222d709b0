/** Outside issuers whose tokens are accepted, as JSON in the environment. */
import { z } from 'zod';
import type { OutsideIssuer } from '#core/ports/outside-issuers.ts';

const ASYMMETRIC = ['ES256', 'ES384', 'ES512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'EdDSA'] as const;
const SYMMETRIC = ['HS256', 'HS384', 'HS512'] as const;

const named = { issuer: z.string().min(1).max(255), audience: z.string().min(1).max(255) };

const byKeys = z
  .strictObject({
    ...named,
    jwksUrl: z.url({ protocol: /^https?$/ }),
    algorithms: z.array(z.enum(ASYMMETRIC)).min(1),
  })
  .transform(({ jwksUrl, ...rest }): OutsideIssuer => ({ ...rest, key: { jwksUrl } }));

const bySecret = z
  .strictObject({
    ...named,
    /** As long as the shortest hash, RFC 7518, 3.2. */
    secret: z.string().min(32),
    algorithms: z.array(z.enum(SYMMETRIC)).min(1),
  })
  .transform(({ secret, ...rest }): OutsideIssuer => ({ ...rest, key: { secret } }));

const RULE =
  'must be JSON such as [{"issuer":"https://id.example/","audience":"sluice","jwksUrl":"https://id.example/jwks","algorithms":["RS256"]}]; ' +
  'or with a "secret" of at least 32 characters and ["HS256"]; each issuer once';

/** The sentence never quotes the value: it may hold a secret. */
export const outsideIssuers = z
  .string()
  .transform((text, context) => {
    try {
      return JSON.parse(text) as unknown;
    } catch {
      context.addIssue({ code: 'custom', message: RULE });
      return z.NEVER;
    }
  })
  .transform((value, context) => {
    const parsed = z.array(z.union([byKeys, bySecret])).safeParse(value);
    const issuers = parsed.data ?? [];
    const isSound = parsed.success && new Set(issuers.map(({ issuer }) => issuer)).size === issuers.length;
    if (isSound) return issuers;
    context.addIssue({ code: 'custom', message: RULE });
    return z.NEVER;
  })
  .default([]);
