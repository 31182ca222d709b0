import { describe, expect, it } from 'vitest';
import { outsideIssuers } from './issuer-settings.ts';

const byKeys = {
  issuer: 'https://id.example/',
  audience: 'sluice',
  jwksUrl: 'https://id.example/jwks',
  algorithms: ['RS256'],
};
const bySecret = { issuer: 'https://old.example/', audience: 'sluice', secret: 'x'.repeat(32), algorithms: ['HS256'] };
const parse = (value: unknown) => outsideIssuers.safeParse(typeof value === 'string' ? value : JSON.stringify(value));

describe('A-04 OIDC_ISSUERS', () => {
  it('names issuers by their keys or by a secret', () => {
    expect(outsideIssuers.parse(undefined)).toEqual([]);
    expect(parse([byKeys, bySecret]).data).toEqual([
      { issuer: byKeys.issuer, audience: 'sluice', algorithms: ['RS256'], key: { jwksUrl: byKeys.jwksUrl } },
      { issuer: bySecret.issuer, audience: 'sluice', algorithms: ['HS256'], key: { secret: bySecret.secret } },
    ]);
  });

  it.each([
    ['no JSON', 'https://id.example/'],
    ['both keys and a secret', [{ ...byKeys, secret: bySecret.secret }]],
    ['neither', [{ issuer: byKeys.issuer, audience: 'sluice', algorithms: ['RS256'] }]],
    ['HS256 with public keys', [{ ...byKeys, algorithms: ['RS256', 'HS256'] }]],
    ['RS256 with a secret', [{ ...bySecret, algorithms: ['RS256'] }]],
    ['no signature', [{ ...byKeys, algorithms: ['none'] }]],
    ['no algorithm', [{ ...byKeys, algorithms: [] }]],
    ['a short secret', [{ ...bySecret, secret: 'short and to be kept' }]],
    ['an issuer twice', [byKeys, byKeys]],
    ['no audience', [{ ...byKeys, audience: '' }]],
  ])('is refused with %s, and quotes nothing', (_what, value) => {
    const { error } = parse(value);
    expect(error?.issues[0]?.message).toMatch(/^must be JSON such as/);
    expect(JSON.stringify(error?.issues)).not.toContain('to be kept');
  });
});
