import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { codeOf, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-console-'));
beforeAll(async () => {
  fs.mkdirSync(path.join(folder, 'assets'));
  fs.writeFileSync(path.join(folder, 'index.html'), '<title>console</title>');
  fs.writeFileSync(path.join(folder, 'assets', 'app-abc123.js'), 'export {};');
  fs.writeFileSync(path.join(path.dirname(folder), `${path.basename(folder)}.secret`), 'outside');
  server = await startTestServer({ consoleFolder: folder });
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true });
  fs.rmSync(`${folder}.secret`);
});

const get = (at: string, headers: Record<string, string> = {}) => fetch(`${server.url}${at}`, { headers });
const HTML = { accept: 'text/html' };

describe('O-04 health', () => {
  it('lives', async () => {
    const answer = await get('/health/live');
    expect([answer.status, await answer.json()]).toEqual([200, { status: 'live' }]);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('tells each part, and is degraded rather than away without chain and worker', async () => {
    const answer = await get('/health/ready');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      status: 'degraded',
      parts: {
        postgres: { state: 'up' },
        redis: { state: 'up' },
        signer: { state: 'up' },
        chain: { state: 'down' },
        worker: { state: 'down' },
      },
    });
  });

  it('counts a worker that holds a lease', async () => {
    await server.rows.select(
      `INSERT INTO loop_leases (name, holder, until) VALUES ('test', gen_random_uuid(), now() + interval '1 minute')`,
    );
    expect(await (await get('/health/ready')).json()).toMatchObject({ parts: { worker: { state: 'up' } } });
    await server.rows.select(`UPDATE loop_leases SET until = now() - interval '1 second'`);
    expect(await (await get('/health/ready')).json()).toMatchObject({ parts: { worker: { state: 'down' } } });
  });

  it('is unavailable without Postgres, and says no more than that', async () => {
    vi.spyOn(server.runtime.db, 'as').mockReturnValue({ query: () => Promise.reject(new Error('password=hunter2')) });
    const answer = await get('/health/ready');
    expect(answer.status).toBe(503);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ status: 'unavailable', parts: { postgres: { state: 'down' } } });
    expect(text).not.toContain('hunter2');
  });
});

describe('U-01 the console', () => {
  it('is one page, asked for again each time', async () => {
    for (const at of ['/', '/campaigns/1', '/sign-in']) {
      const answer = await get(at, HTML);
      expect([answer.status, await answer.text()]).toEqual([200, '<title>console</title>']);
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
    }
  });

  it('keeps its hashed files for a year', async () => {
    const answer = await get('/assets/app-abc123.js');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('gives nothing else away', async () => {
    for (const at of ['/assets/none.js', `/..%2f${path.basename(folder)}.secret`, '/api', '/.env']) {
      const answer = await get(at);
      expect([at, answer.status]).toEqual([at, 404]);
      expect(await answer.text()).not.toContain('outside');
    }
  });
});

describe('S-02 the edge of GraphQL', () => {
  const post = (body: string, headers: Record<string, string>) =>
    fetch(`${server.url}/graphql`, { method: 'POST', body, headers });
  const JSON_TYPE = { 'content-type': 'application/json' };

  it('takes no form a browser would send across sites', async () => {
    const body = JSON.stringify({ query: '{ system { version } }' });
    expect((await post(body, { 'content-type': 'text/plain' })).status).toBeGreaterThanOrEqual(400);
    expect((await get('/graphql?query={system{version}}')).status).toBe(404);
  });

  it('takes one operation at a time', async () => {
    const answer = await post(JSON.stringify([{ query: '{ system { version } }' }]), JSON_TYPE);
    expect(answer.status).toBe(400);
  });

  it('takes no body beyond its limit', async () => {
    expect((await post(JSON.stringify({ query: 'x'.repeat(300_000) }), JSON_TYPE)).status).toBe(413);
  });

  it('refuses what nests too deeply', async () => {
    const query = `{ ${'campaigns { edges { node { runs { edges { node { '.repeat(3)} id ${'}'.repeat(18)} }`;
    expect(codeOf(await send(server.url, query))).toBe('TOO_COMPLEX');
  });

  it('keeps GraphQL’s own codes', async () => {
    expect(codeOf(await send(server.url, '{'))).toBe('GRAPHQL_PARSE_FAILED');
    expect(codeOf(await send(server.url, '{ nothing }'))).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(codeOf(await send(server.url, 'query ($input: SignInInput!) { system { version } }'))).toBeDefined();
  });

  it('masks what nobody foresaw, and logs it under the number it answers', async () => {
    const person = await signUpSomebody(server.url);
    const query = vi
      .spyOn(server.runtime.db, 'as')
      .mockReturnValue({ query: () => Promise.reject(new Error('password=hunter2')) });
    const { errors } = await send(server.url, '{ wallets { pageInfo { hasNextPage } } }', {}, person.token);
    query.mockRestore();
    expect(errors[0]?.extensions).toEqual({ code: 'INTERNAL', correlationId: expect.any(String) });
    expect(JSON.stringify(errors)).not.toContain('hunter2');
    expect(server.logged.some((line) => line.includes(String(errors[0]?.extensions['correlationId'])))).toBe(true);
  });

  it('answers a wallet even when no endpoint answers for its balance', async () => {
    const person = await signUpSomebody(server.url);
    const made = `mutation { createWallet(input: { label: "Main", idempotencyKey: "12345678" }) { id balances { lamports } } }`;
    const { data, errors } = await send(server.url, made, {}, person.token);
    expect(data.createWallet).toEqual({ id: expect.any(String), balances: null });
    expect(errors[0]).toMatchObject({ path: ['createWallet', 'balances'], extensions: { code: 'CHAIN_UNAVAILABLE' } });
  });
});
