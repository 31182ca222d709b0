/** What browsers are told, and what other sites' pages may do (S-02). */
import fs from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startTestServer, type TestServer } from '../support/server.ts';

const DESK = 'https://desk.example';
const PAGE = '<meta property="csp-nonce" nonce="__STYLE_NONCE__"><style nonce="__STYLE_NONCE__"></style>';

let server: TestServer;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-page-'));
beforeAll(async () => {
  fs.writeFileSync(path.join(folder, 'index.html'), PAGE);
  server = await startTestServer({ consoleFolder: folder, settings: { ALLOWED_ORIGINS: [DESK] } });
});
afterAll(async () => {
  await server.stop();
  fs.rmSync(folder, { recursive: true });
});

const VERSION = JSON.stringify({ query: '{ system { version } }' });
const post = (headers: Record<string, string>, body = VERSION, method = 'POST') =>
  fetch(`${server.url}/graphql`, { method, headers, ...(method === 'POST' ? { body } : {}) });
const JSON_TYPE = { 'content-type': 'application/json' };

describe('S-02 the headers of every answer', () => {
  it.each(['/', '/graphql', '/health/live', '/nothing'])('of %s', async (at) => {
    const { headers } = await fetch(`${server.url}${at}`);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-security-policy': expect.stringMatching(
        /^default-src 'self'; script-src 'self'; .*frame-ancestors 'none'$/,
      ),
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy': expect.stringContaining('camera=()'),
      'referrer-policy': 'no-referrer',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-correlation-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-frame-options': 'DENY',
    });
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(headers.has('x-powered-by') || headers.has('server')).toBe(false);
  });

  it('give the page a nonce for its styles, another each time', async () => {
    const nonces = new Set<string>();
    for (const at of ['/', '/index.html', '/campaigns/1']) {
      const answer = await fetch(`${server.url}${at}`, { headers: { accept: 'text/html' } });
      const [, nonce = ''] = /'nonce-([^']+)'/.exec(answer.headers.get('content-security-policy') ?? '') ?? [];
      expect(await answer.text()).toBe(PAGE.replaceAll('__STYLE_NONCE__', nonce));
      expect(answer.headers.get('cache-control')).toBe('no-store');
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(3);
  });
});

describe('S-02 pages of other sites', () => {
  it('may ask where the operator allowed their origin, without credentials', async () => {
    const asked = { origin: DESK, 'access-control-request-method': 'POST' };
    const preflight = await post(asked, '', 'OPTIONS');
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(DESK);
    expect(preflight.headers.get('access-control-allow-credentials')).toBeNull();
    const answer = await post({ ...JSON_TYPE, origin: DESK });
    expect(answer.headers.get('access-control-allow-origin')).toBe(DESK);
    expect(answer.headers.get('access-control-expose-headers')).toContain('retry-after');
  });

  it('get no leave otherwise', async () => {
    for (const origin of ['https://evil.example', 'null', `${DESK}.evil.example`]) {
      const { headers } = await post({ origin, 'access-control-request-method': 'POST' }, '', 'OPTIONS');
      expect([origin, headers.get('access-control-allow-origin')]).toEqual([origin, null]);
    }
  });

  it('cannot ask by what a browser sends without asking first', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      expect([type, (await post({ 'content-type': type })).status >= 400]).toEqual([type, true]);
    }
    const get = `${server.url}/graphql?query=${encodeURIComponent('{ system { version } }')}`;
    expect((await fetch(get)).status).toBe(404);
    expect((await fetch(get, { headers: { 'apollo-require-preflight': 'yes' } })).status).toBe(404);
  });

  const opened = (origin: string | undefined) =>
    new Promise<string>((resolve) => {
      const url = `${server.url.replace(/^http/, 'ws')}/graphql`;
      const socket = new WebSocket(url, 'graphql-transport-ws', origin === undefined ? {} : { origin });
      socket.once('open', () => {
        socket.terminate();
        resolve('open');
      });
      socket.once('error', ({ message }) => resolve(message));
    });

  it('cannot open a socket either', async () => {
    expect(await opened(undefined)).toBe('open');
    expect(await opened(server.url)).toBe('open');
    expect(await opened(DESK)).toBe('open');
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
      expect([origin, await opened(origin)]).toEqual([origin, 'Unexpected server response: 403']);
    }
  });
});

describe('S-02 errors of the transport', () => {
  it.each([
    ['no JSON', { headers: JSON_TYPE, body: '{' }, 400],
    ['bytes that are no UTF-8', { headers: JSON_TYPE, body: Buffer.from([0x7b, 0xff, 0xfe, 0x7d]) }, 400],
    ['a type that is none', { headers: { 'content-type': 'nonsense' }, body: VERSION }, 415],
    ['too large a body', { headers: JSON_TYPE, body: JSON.stringify({ query: 'x'.repeat(300_000) }) }, 413],
    ['headers that are too large', { headers: { ...JSON_TYPE, 'x-much': 'x'.repeat(17_000) }, body: VERSION }, 431],
  ])('name %s by a code, and nothing of ours', async (_what, request, status) => {
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', ...request });
    expect(answer.status).toBe(status);
    const text = await answer.text();
    expect(text).not.toMatch(/ at .*\(|node_modules|\.ts:/);
    if (status !== 431)
      expect(JSON.parse(text)).toMatchObject({ code: expect.any(String), message: expect.any(String) });
  });

  it('survives an upgrade to nonsense', async () => {
    const { hostname, port } = new URL(server.url);
    const answer = await new Promise<string>((resolve) => {
      const socket = net.connect(Number(port), hostname);
      const head = 'GET //%00 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
      let text = '';
      socket.on('data', (bytes) => {
        text += bytes;
      });
      socket.on('close', () => resolve(text));
      socket.end(head);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect((await fetch(`${server.url}/health/live`)).status).toBe(200);
  });
});
