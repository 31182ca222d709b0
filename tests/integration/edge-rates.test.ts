/** How often things may be asked for, counted in Redis over HTTP and sockets together (S-01). */
import type { Client } from 'graphql-ws';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { newId } from '#core/store/new-id.ts';
import { codeOf, openSocket, type Person, signUpSomebody } from '../support/graphql.ts';
import { emptyRedis } from '../support/redis.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../support/server.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** As strict as the product, unless told otherwise; those who sign up first do not count. */
async function start(settings: TestServerOptions['settings'] = {}, redisUrl?: string): Promise<TestServer> {
  const server = await startTestServer({
    settings: { RATE_LIMIT_FACTOR: 1, ...settings },
    ...(redisUrl === undefined ? {} : { redisUrl }),
  });
  closing.push(() => server.stop());
  return server;
}

interface Told {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
  readonly errors: readonly { readonly message: string; readonly extensions: Record<string, unknown> }[];
}

async function ask({ url }: TestServer, query: string, token?: string, variables = {}): Promise<Told> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { 'content-type': 'application/json', ...authorization };
  const answer = await fetch(`${url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const { data = null, errors = [] } = (await answer.json()) as Partial<Told>;
  return { status: answer.status, headers: answer.headers, data, errors };
}

const VERSION = '{ system { version } }';
/** Refused after it was counted: as good a mutation as any. */
const MUTATION = 'mutation { acknowledgeAlert(id: "x") { id } }';
const START = 'mutation ($input: CampaignActionInput!) { startCampaign(input: $input) { id } }';
const start1 = () => ({ input: { campaignId: newId(), idempotencyKey: newId() } });

async function codes(times: number, once: () => Promise<Told>): Promise<unknown[]> {
  const told: unknown[] = [];
  for (let n = 0; n < times; n += 1) told.push(codeOf((await once()) as never));
  return told;
}

const repeat = (code: string, times: number): string[] => Array.from({ length: times }, () => code);

describe('S-01 what one person may ask for in a minute', () => {
  let server: TestServer;
  let person: Person;
  beforeAll(async () => {
    server = await startTestServer({ settings: { RATE_LIMIT_FACTOR: 1, RATE_LIMIT_PER_MINUTE: 4 } });
    person = await signUpSomebody(server.url);
    return () => server.stop();
  });

  it('is told with every answer, and when it is spent', async () => {
    const first = await ask(server, MUTATION, person.token);
    expect(first.headers.get('ratelimit-policy')).toBe('"user";q=4;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"user";r=3;t=\d+$/);
    expect(await codes(3, () => ask(server, MUTATION, person.token))).toEqual(repeat('FORBIDDEN', 3));

    const refused = await ask(server, MUTATION, person.token);
    const retryAfter = Number(refused.headers.get('retry-after'));
    expect(refused.status).toBe(429);
    expect(refused.errors[0]?.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.any(Number) });
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(60);
    expect(refused.headers.get('ratelimit')).toMatch(/^"user";r=0;t=\d+$/);
  });

  it('is spent over the socket too', async () => {
    const socket: Client = openSocket(server.url, person.token);
    closing.push(() => socket.dispose());
    const told = await new Promise((resolve) =>
      socket.subscribe({ query: VERSION }, { next: resolve, error: resolve, complete: () => resolve('complete') }),
    );
    expect(told).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }]);
  });

  it('is not what others may', async () => {
    const other = await signUpSomebody(server.url);
    expect(codeOf((await ask(server, MUTATION, other.token)) as never)).toBe('FORBIDDEN');
  });
});

describe('S-01 what is asked', () => {
  it('counts for what it costs: a page that is followed live lives within the limit', async () => {
    const server = await start();
    const person = await signUpSomebody(server.url);
    // Four tabs for a minute, at the pace of the console.
    const live = '{ me { user { id } organization { id } } }';
    for (let n = 0; n < 80; n += 1) expect(codeOf((await ask(server, live, person.token)) as never)).toBeUndefined();
    const { headers } = await ask(server, live, person.token);
    expect(headers.get('ratelimit')).toMatch(/^"user";r=91;/);
    const page = await ask(server, '{ campaigns(first: 100) { edges { node { id } } } }', person.token);
    expect(page.headers.get('ratelimit')).toMatch(/^"user";r=89;/);
  });

  it('counts as a request when it is no valid document', async () => {
    const server = await start({ RATE_LIMIT_PER_MINUTE: 3 });
    const spoilt = () => ask(server, '{ nothing }');
    expect(await codes(4, spoilt)).toEqual(repeat('GRAPHQL_VALIDATION_FAILED', 4));
    expect((await ask(server, VERSION)).errors[0]?.extensions['code']).toBe('RATE_LIMITED');
  });

  it('is counted by all servers together', async () => {
    const redisUrl = await emptyRedis();
    const one = await start({ RATE_LIMIT_PER_MINUTE: 1 }, redisUrl);
    const two = await start({ RATE_LIMIT_PER_MINUTE: 1 }, redisUrl);
    expect((await ask(one, MUTATION)).errors[0]?.extensions['code']).toBe('UNAUTHENTICATED');
    expect((await ask(two, VERSION)).errors[0]?.extensions['code']).toBe('RATE_LIMITED');
  });
});

describe('S-01 limits of single operations', () => {
  it('start five campaigns a minute', async () => {
    const server = await start();
    const { token } = await signUpSomebody(server.url);
    expect(await codes(6, () => ask(server, START, token, start1()))).toEqual([
      ...repeat('NOT_FOUND', 5),
      'RATE_LIMITED',
    ]);
    expect(codeOf((await ask(server, MUTATION, token)) as never)).toBe('FORBIDDEN');
  });

  it('count what stands in one document as often as it does', async () => {
    const server = await start();
    const { token } = await signUpSomebody(server.url);
    const six = Array.from({ length: 6 }, (_, n) => `s${n}: startCampaign(input: $input) { id }`).join(' ');
    const told = await ask(server, `mutation ($input: CampaignActionInput!) { ${six} }`, token, start1());
    expect(told.errors.map(({ extensions }) => extensions['code'])).toEqual(['RATE_LIMITED']);
  });

  it('let nobody guess at one account for long, and leave the others alone', async () => {
    const server = await start();
    const attempt = (email: string) =>
      ask(server, 'mutation ($input: SignInInput!) { signIn(input: $input) { accessToken } }', undefined, {
        input: { email, password: 'not the password' },
      });
    const left = async (email: string) =>
      /"signIn-email";r=(\d+)/.exec((await attempt(email)).headers.get('ratelimit') ?? '')?.[1];
    expect(await left('ada@example.test')).toBe('9');
    expect(await left(' Ada@Example.test')).toBe('8');
    expect(await left('grace@example.test')).toBe('9');
    const tries = await codes(10, () => attempt('ada@example.test'));
    expect(tries.at(-1)).toBe('RATE_LIMITED');
    expect(codeOf((await attempt('grace@example.test')) as never)).toBe('WRONG_CREDENTIALS');
  });
});

describe('S-01 while Redis is away', () => {
  it('each process counts for itself, and what must not be tried uncounted is refused', async () => {
    const server = await start({ RATE_LIMIT_PER_MINUTE: 3 }, 'redis://127.0.0.1:1');
    const signIn = 'mutation { signIn(input: { email: "a@b.c", password: "x" }) { accessToken } }';
    const refused = await ask(server, signIn);
    expect([refused.status, refused.errors[0]?.extensions]).toEqual([503, { code: 'LIMITS_UNAVAILABLE' }]);
    const create = 'mutation { createWallet(input: { label: "a", idempotencyKey: "12345678" }) { id } }';
    expect(codeOf((await ask(server, create)) as never)).toBe('LIMITS_UNAVAILABLE');
    expect(await codes(11, () => ask(server, VERSION))).toEqual([
      ...repeat('', 10).map(() => undefined),
      'RATE_LIMITED',
    ]);
  });
});

describe('S-01 sockets', () => {
  it('are as many for one person as they may have tabs', async () => {
    const server = await start();
    const { token } = await signUpSomebody(server.url);
    const open = () =>
      new Promise<unknown>((resolve) => {
        const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}/graphql`, 'graphql-transport-ws');
        closing.push(() => socket.terminate());
        socket.once('open', () => socket.send(JSON.stringify({ type: 'connection_init', payload: { token } })));
        socket.once('message', (text) => resolve(JSON.parse(String(text)).type));
        socket.once('close', (code) => resolve(code));
      });
    const told: unknown[] = [];
    for (let n = 0; n < 31; n += 1) told.push(await open());
    expect(told).toEqual([...repeat('connection_ack', 30), 4429]);
  });
});
