/** Limits on documents, over HTTP and over the socket alike (S-02). */
import { getIntrospectionQuery } from 'graphql';
import type { Client } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocket, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let person: Person;
let socket: Client;
beforeAll(async () => {
  server = await startTestServer({ settings: { EXPOSE_SCHEMA: 'false' } });
  person = await signUpSomebody(server.url);
  socket = openSocket(server.url, person.token);
});
afterAll(async () => {
  await socket.dispose();
  await server.stop();
});

interface Refusal {
  readonly message: string;
  readonly extensions: Readonly<Record<string, unknown>>;
}

type Ask = (query: string, variables?: Record<string, unknown>) => Promise<readonly Refusal[]>;

const overHttp: Ask = async (query, variables) => (await send(server.url, query, variables, person.token)).errors;

const overSocket: Ask = (query, variables = {}) =>
  new Promise((resolve) => {
    let errors: readonly Refusal[] = [];
    const keep = (told: unknown): void => {
      if (Array.isArray(told)) errors = told as Refusal[];
    };
    socket.subscribe(
      { query, variables },
      {
        next: (result) => keep(result.errors),
        error: (error) => {
          keep(error);
          resolve(errors);
        },
        complete: () => resolve(errors),
      },
    );
  });

const many = (count: number, text: (n: number) => string): string =>
  Array.from({ length: count }, (_, n) => text(n)).join(' ');

const TOO_COMPLEX: [string, string, string][] = [
  [
    'too deep',
    `{ ${'campaigns { edges { node { runs { edges { node { '.repeat(3)} id ${'}'.repeat(18)} }`,
    'levels, 16',
  ],
  ['too many aliases', `{ me { ${many(31, (n) => `a${n}: role`)} } }`, '31 aliases, 30'],
  ['too many directives', `{ me { ${many(31, () => 'role @skip(if: true)')} } }`, '31 directives, 30'],
  ['too many root fields', `{ ${many(16, () => 'me { role }')} }`, '16 root fields, 15'],
  ['too long', `{ me { ${many(1_200, () => 'role')} } }`, 'more than 1000 tokens'],
  [
    'too many fields behind fragments',
    `{ me { ...F0 } } ${many(40, (n) => `fragment F${n} on Viewer { ...F${n + 1} ...F${n + 1} }`)} fragment F40 on Viewer { role }`,
    'fields, 1000',
  ],
  [
    'too costly',
    '{ campaigns(first: 100) { edges { node { runs(first: 100) { edges { node { id } } } } } } }',
    'a cost of 20301, 5000',
  ],
];

describe.each([
  ['HTTP', overHttp],
  ['the socket', overSocket],
])('S-02 over %s', (_transport, ask) => {
  it.each(TOO_COMPLEX)('refuses what is %s', async (_what, query, rule) => {
    const [error] = await ask(query);
    expect(error?.extensions).toEqual({ code: 'TOO_COMPLEX', rule: expect.stringContaining(rule) });
  });

  it('answers what is within them', async () => {
    expect(await ask('{ me { user { id email } } system { version } }')).toEqual([]);
  });

  it('keeps the schema to administrators where it is not public, and suggests nothing', async () => {
    for (const query of [getIntrospectionQuery(), '{ __type(name: "Query") { name } }']) {
      const [error] = await ask(query);
      expect(error?.extensions).toEqual({ code: 'FORBIDDEN', need: 'admin' });
    }
    const [misspelt] = await ask('{ campaignz { edges { cursor } } }');
    expect(misspelt?.message).toBe('Cannot query field "campaignz" on type "Query".');
  });

  it('names what is wrong with variables', async () => {
    const [error] = await ask('query ($first: Int!) { campaigns(first: $first) { edges { cursor } } }', { first: 'x' });
    expect(error?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
  });
});

describe('S-02 the socket', () => {
  it('serves no mutations', async () => {
    const [error] = await overSocket('mutation { signOut }');
    expect(error?.extensions).toEqual({ code: 'MUTATION_ON_SOCKET' });
    expect(await overHttp('{ me { role } }')).toEqual([]);
  });
});

describe('S-02 HTTP', () => {
  it('shows administrators the schema', async () => {
    await server.rows.select(`UPDATE users SET role = 'admin' WHERE id = $1`, [person.userId]);
    await expect.poll(() => overHttp('{ __schema { queryType { name } } }'), { timeout: 20_000 }).toEqual([]);
  });
});
