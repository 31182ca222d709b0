import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { edgeEnvironment, edgeSettings } from './edge-settings.ts';

const read = (environment: Record<string, string>) => edgeSettings(z.object(edgeEnvironment).parse(environment));

describe('S-01 S-02 the settings of the edge', () => {
  it('need nothing set', () => {
    expect(read({})).toMatchObject({
      ...{ requestsPerMinute: 100, factor: 1, listedOnly: false, allowedOrigins: [], exposeSchema: true },
    });
  });

  it('hide the schema in production unless told otherwise', () => {
    expect(read({ NODE_ENV: 'production' }).exposeSchema).toBe(false);
    expect(read({ NODE_ENV: 'production', EXPOSE_SCHEMA: 'true' }).exposeSchema).toBe(true);
    expect(read({ EXPOSE_SCHEMA: 'false' }).exposeSchema).toBe(false);
  });

  it('know the proxies they trust, alone or as a network', () => {
    const { trustedProxies } = read({ TRUSTED_PROXIES: '10.0.0.0/8, 192.0.2.7,fd00::/8' });
    expect(trustedProxies.check('10.9.8.7')).toBe(true);
    expect(trustedProxies.check('192.0.2.8')).toBe(false);
    expect(trustedProxies.check('fd00::1', 'ipv6')).toBe(true);
  });

  it.each([
    ['ALLOWED_ORIGINS', 'desk.example'],
    ['ALLOWED_ORIGINS', 'https://desk.example/path'],
    ['ALLOWED_ORIGINS', '*'],
    ['TRUSTED_PROXIES', '10.0.0.0/33'],
    ['TRUSTED_PROXIES', 'proxy.internal'],
    ['RATE_LIMIT_FACTOR', '0'],
    ['OPERATIONS', 'some'],
  ])('refuse %s=%s', (name, value) => {
    expect(() => read({ [name]: value })).toThrow();
  });
});
