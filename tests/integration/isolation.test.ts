/**
 * Tenants kept apart at the API, generated from the schema: every root field × {another organisation's id, one that is
 * nowhere, a lesser role, an expired token, none}, over HTTP and WebSocket. A new field fails until tests/support/operations.ts has
 * its line.
 */

import { type GraphQLField, isObjectType } from 'graphql';
import { type Client, createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { rootFields } from '../../server/graphql/describe-access.ts';
import { buildSchema } from '../../server/schema.ts';
import { type Belongings, plantBelongings } from '../support/belongings.ts';
import { type Answer, codeOf, openSocket, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { idPaths, OPERATIONS, type RootKind, requestOf } from '../support/operations.ts';
import { tenantTables } from '../support/planted-rows.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createWorld, type World } from '../support/world.ts';

const schema = buildSchema();
const ROOTS = {
  query: schema.getQueryType(),
  mutation: schema.getMutationType(),
  subscription: schema.getSubscriptionType(),
};
const FIELDS = rootFields();

const fieldOf = (kind: RootKind, name: string): GraphQLField<unknown, unknown> => {
  const field = ROOTS[kind]?.getFields()[name];
  if (field === undefined) throw new Error(`the schema has no ${kind} ${name}`);
  return field;
};

type Role = 'owner' | 'trader' | 'viewer';

let world: World;
let server: TestServer;
/** All of one organisation but the victim, who is of another. */
const people = new Map<Role, Person>();
const sockets = new Map<Role, Client>();
let victim: Person;
let ours: Belongings;
let theirs: Belongings;
let expired: string;
beforeAll(async () => {
  world = await createWorld();
  server = await startTestServer({ world });
  victim = await signUpSomebody(server.url);
  for (const role of ['owner', 'trader', 'viewer'] as const) people.set(role, await signUpAs(role));
  for (const [role, person] of people) sockets.set(role, openLine(person));
  ours = await plantBelongings(server.rows, as('owner'));
  theirs = await plantBelongings(server.rows, victim);
  // What asks for a fresh proof of who they are is not to hide what would be answered after it.
  await server.rows.select(`UPDATE sessions SET stepped_up_at = now() + interval '1 hour'`);
  expired = await expiredTokenOf(as('owner'));
});
afterAll(async () => {
  await Promise.all([...sockets.values()].map((socket) => socket.dispose()));
  await server.stop();
  await world.close();
});

function as(role: Role): Person {
  const person = people.get(role);
  if (person === undefined) throw new Error(`nobody is ${role}`);
  return person;
}

/** Somebody whose role in their own organisation is this. */
async function signUpAs(role: Role): Promise<Person> {
  const person = await signUpSomebody(server.url);
  await server.rows.select('UPDATE members SET role = $2 WHERE user_id = $1', [person.userId, role]);
  const known = async () => (await send(server.url, '{ me { role } }', {}, person.token)).data?.me.role;
  await vi.waitUntil(async () => (await known()) === role.toUpperCase(), { timeout: 30_000, interval: 250 });
  return person;
}

/** One that was right an hour ago, of a session that goes on. */
async function expiredTokenOf(person: Person): Promise<string> {
  const { identity } = server.runtime;
  const claims = await identity.verify(person.token);
  if (claims === null) throw new Error('the token is not valid');
  const then = vi.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
  const { token } = await identity.issue({ ...claims, id: claims.sessionId });
  then.mockRestore();
  return token;
}

type Request = ReturnType<typeof requestOf>;

const overHttp = ({ query, variables }: Request, token?: string): Promise<Answer> =>
  send(server.url, query, variables, token);

/** Stays open between questions. */
const openLine = ({ token }: Person): Client =>
  createClient({
    url: `${server.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { token },
    ...{ lazy: false, retryAttempts: 0, onNonLazyError: () => undefined },
  });

/** The first answer on the person's socket. */
const overSocket = (request: Request, role: Role): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const answer = (data: unknown, errors: unknown) =>
      resolve({ status: 200, data: data ?? null, errors: (errors ?? []) as Answer['errors'] });
    sockets.get(role)?.subscribe(
      { ...request, operationName: 'Op' },
      {
        next: ({ data, errors }) => answer(data, errors),
        error: (error) => (Array.isArray(error) ? answer(null, error) : reject(error)),
        complete: () => reject(new Error('it was ended without an answer')),
      },
    );
  });

/** All that a caller can see of an answer, with the id it asked about left out. */
function shown({ status, data, errors }: Answer, id: string): string {
  const told = errors.map(({ extensions: { correlationId: _, ...extensions }, ...error }) => ({
    ...error,
    extensions,
  }));
  return JSON.stringify({ status, data, errors: told }).replaceAll(id, '<the id>');
}

/** A digest of every row that is the victim's. */
async function victimsRows(): Promise<string> {
  const digests = (await tenantTables(server.rows)).map(async ({ name, owner }) => {
    const of =
      owner === null ? 'campaign_id IN (SELECT id FROM campaigns WHERE organization_id = $1)' : `${owner} = $1`;
    const [row] = await server.rows.select<{ md5: string }>(
      `SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS md5 FROM "${name}" t WHERE ${of}`,
      [victim.organizationId],
    );
    return `${name}:${row?.md5 ?? '-'}`;
  });
  const [people] = await server.rows.select<{ md5: string }>(
    `SELECT md5((SELECT string_agg(s.id::text, '|' ORDER BY s.id) FROM sessions s WHERE user_id = $1)
             || (SELECT string_agg(a::text, '|' ORDER BY a.id) FROM accounts a WHERE user_id = $1)) AS md5`,
    [victim.userId],
  );
  return [...(await Promise.all(digests)), people?.md5].join('\n');
}

type Rule = (typeof FIELDS)[number]['rule'];

const isForAdmins = (rule: Rule): boolean => rule?.roles.join() === 'admin';

/** Roles in an organisation that the field is not for. */
function lesserRoles(rule: Rule): readonly Role[] {
  if (rule === null || rule.roles.length === 0) return [];
  if (isForAdmins(rule)) return ['owner'];
  return (['trader', 'viewer'] as const).filter((role) => !rule.roles.includes(role));
}

describe('A-08 the table of operations', () => {
  it('has a line for each root field, and none for what is gone', () => {
    expect(FIELDS.map(({ name }) => name).sort()).toEqual(Object.keys(OPERATIONS).sort());
  });

  it('knows what each id argument names', () => {
    for (const { kind, name } of FIELDS) {
      expect(idPaths(fieldOf(kind, name)).sort(), name).toEqual(Object.keys(OPERATIONS[name]?.ids ?? {}).sort());
    }
  });

  it('misses no id below the roots: no nested field takes one', () => {
    const nested = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => !type.name.startsWith('__') && !Object.values(ROOTS).includes(type))
      .flatMap((type) => Object.values(type.getFields()).filter((field) => idPaths(field).length > 0));
    expect(nested.map(({ name }) => name)).toEqual([]);
  });

  it('lets nobody in without a word: what is open to anybody names nothing of an organisation', () => {
    const open = FIELDS.filter(({ rule }) => rule === null).map(({ name }) => name);
    for (const name of open) expect(OPERATIONS[name]?.ids ?? {}, name).toEqual({});
  });
});

describe.each(FIELDS.filter(({ rule }) => rule !== null))('$kind $name', ({ kind, name, rule }) => {
  const field = fieldOf(kind, name);
  const { ids = {}, missing = 'NOT_FOUND' } = OPERATIONS[name] ?? {};
  const idsOf = ({ ids: have }: Belongings) =>
    Object.fromEntries(Object.entries(ids).map(([path, of]) => [path, have[of]]));
  const request = (over: Readonly<Record<string, string>> = {}): Request =>
    requestOf(kind, field, { ...idsOf(ours), ...over });

  it('A-03 is not for nobody, nor for an expired token', async () => {
    if (kind === 'subscription') return;
    expect(codeOf(await overHttp(request()))).toBe('UNAUTHENTICATED');
    expect(codeOf(await overHttp(request(), expired))).toBe('UNAUTHENTICATED');
  });

  it.each(lesserRoles(rule))('A-05 is not for a mere %s', async (role) => {
    if (kind !== 'subscription') expect(codeOf(await overHttp(request(), as(role).token))).toBe('FORBIDDEN');
    const socketed = codeOf(await overSocket(request(), role));
    expect(socketed).toBe(kind === 'mutation' ? ON_THE_SOCKET : 'FORBIDDEN');
  });

  // Administrators see all organisations; who is none has been refused above.
  it.each(isForAdmins(rule) ? [] : Object.entries(ids))('A-09 another’s %s is not there', async (path, of) => {
    const before = await victimsRows();
    const [foreign, nowhere] = [theirs.ids[of], crypto.randomUUID()];
    const { token } = as('owner');
    const answers = async (ask: (given: Request) => Promise<Answer>) => {
      const [ofForeign, ofNowhere] = [await ask(request({ [path]: foreign })), await ask(request({ [path]: nowhere }))];
      expect(shown(ofForeign, foreign)).toBe(shown(ofNowhere, nowhere));
      expect(JSON.stringify(ofForeign)).not.toContain(theirs.mark);
      return codeOf(ofForeign) ?? null;
    };
    if (kind !== 'subscription') expect(await answers((given) => overHttp(given, token))).toBe(missing);
    const socketed = await answers((given) => overSocket(given, 'owner'));
    expect(socketed).toBe(kind === 'mutation' ? ON_THE_SOCKET : missing);
    expect(await victimsRows()).toBe(before);
  });
});

/** Mutations go over HTTP alone. */
const ON_THE_SOCKET = 'MUTATION_ON_SOCKET';

describe('A-08 what lists', () => {
  const lists = FIELDS.filter(({ kind, rule }) => kind === 'query' && rule !== null && !isForAdmins(rule));

  it.each(lists)('$name tells nothing of another organisation', async ({ name }) => {
    const field = fieldOf('query', name);
    const have = Object.fromEntries(
      Object.entries(OPERATIONS[name]?.ids ?? {}).map(([path, of]) => [path, ours.ids[of]]),
    );
    const told = JSON.stringify(await overHttp(requestOf('query', field, have), as('owner').token));
    expect(told).not.toContain(theirs.mark);
    for (const id of Object.values(theirs.ids)) expect(told).not.toContain(id);
  });
});

describe('A-03 a socket', () => {
  const refused = (token: string): Promise<unknown> =>
    new Promise((resolve) => {
      const socket = openSocket(server.url, token);
      socket.subscribe({ query: '{ __typename }' }, { next: resolve, error: resolve, complete: () => undefined });
    });

  it.each([
    ['no token', () => ''],
    ['an expired one', () => expired],
  ])('is closed on %s before anything is asked', async (_what, token) => {
    expect(await refused(token())).toMatchObject({ code: 4403 });
  });
});
