/**
 * Bad input for every place of the schema where a value stands: what is of no right type is refused with the path of its field and
 * changes nothing, and no text, however odd, is a fault of ours.
 */
import fs from 'node:fs';
import { buildSchema, isEnumType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Leaf, leavesOf } from '../fuzz/leaves.ts';
import { type Answer, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

const schema = buildSchema(fs.readFileSync(new URL('../../server/schema.graphql', import.meta.url), 'utf8'));
const leaves = leavesOf(schema);

let server: TestServer;
let person: Person;
beforeAll(async () => {
  server = await startTestServer({ settings: { RATE_LIMIT_FACTOR: 1_000_000 } });
  person = await signUpSomebody(server.url);
  await server.rows.select(`UPDATE users SET role = 'admin' WHERE id = $1`, [person.userId]);
});
afterAll(() => server.stop());

const HUGE = 'x'.repeat(20_000);
const OBJECTS: readonly object[] = [{}, { constructor: 1 }];
/** The oddest of texts; the fuzzer tries the others. */
const ODD = ['a\u0000b', 'a\udfffb', HUGE, "'; DROP TABLE users; --"];

/** What no value of the type may be. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  String: [5, true, ...OBJECTS],
  ID: [1.5, true, ...OBJECTS],
  Int: ['1', 1.5, 2 ** 31, -(2 ** 31) - 1, 1e300, true, ...OBJECTS],
  Float: ['1', true, ...OBJECTS],
  Boolean: ['true', 0, ...OBJECTS],
  U64: ['-1', '1.5', '1e3', '0x10', '18446744073709551616', HUGE, '', ' 1', '١', 1, -1, true, ...OBJECTS],
  I128: ['1.5', '-0', HUGE, '', 1, true, ...OBJECTS],
  DateTime: ['yesterday', '2026-13-45T99:99:99Z', '2026-01-01', '', true, ...OBJECTS],
  Address: ['', 'not base58 0OIl', HUGE, '\u0000', '\ud800', '1'.repeat(31), 7, true, ...OBJECTS],
};

const wrongFor = ({ type }: Leaf): readonly unknown[] =>
  isEnumType(schema.getType(type)) ? ['NONE_OF_THEM', '', '__proto__', 5, true, ...OBJECTS] : (WRONG[type] ?? []);

/** As clients know it: without the argument that holds everything. */
const toldPath = ({ path, isList }: Leaf): string => {
  const told = (path[0] === 'input' && path.length > 1 ? path.slice(1) : path).join('.');
  return isList ? `${told}[0]` : told;
};

const ask = ({ query, variables }: { query: string; variables: Record<string, unknown> }): Promise<Answer> =>
  send(server.url, query, variables, person.token);

async function inLanes<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = [...items];
  const lane = async (): Promise<void> => {
    for (let item = rest.pop(); item !== undefined; item = rest.pop()) await work(item);
  };
  await Promise.all(Array.from({ length: 6 }, lane));
}

const brief = (value: unknown): string => (JSON.stringify(value) ?? 'undefined').slice(0, 40);

describe('S-03 bad input', () => {
  it('finds every place there is', () => {
    expect(leaves.length).toBeGreaterThan(60);
    const unknown = leaves.filter((leaf) => wrongFor(leaf).length === 0);
    expect(unknown.map(({ type }) => type)).toEqual([]);
  });

  it('of a wrong type is refused with a code and the path of its field, and changes nothing', async () => {
    const wrong: string[] = [];
    const before = await server.rows.digest();
    const cases = leaves.flatMap((leaf) => wrongFor(leaf).map((value) => ({ leaf, value })));
    await inLanes(cases, async ({ leaf, value }) => {
      const { status, errors } = await ask(leaf.request(leaf.isList ? [value] : value));
      const { code, field } = errors[0]?.extensions ?? {};
      const right = ['BAD_USER_INPUT', 'INVALID_ADDRESS'].includes(String(code)) && field === toldPath(leaf);
      if (!right || status >= 500)
        wrong.push(`${leaf.rootField} ${toldPath(leaf)} = ${brief(value)}: ${status} ${code} at ${field}`);
    });
    expect(wrong).toEqual([]);
    expect(await server.rows.digest()).toBe(before);
  }, 240_000);

  it('of the right type is no fault of ours, whatever it says', async () => {
    const wrong: string[] = [];
    const texts = leaves.filter(({ type }) => type === 'String' || type === 'ID');
    const cases = texts.flatMap((leaf) => ODD.map((value) => ({ leaf, value })));
    await inLanes(cases, async ({ leaf, value }) => {
      const { status, errors } = await ask(leaf.request(leaf.isList ? [value] : value));
      const bad = errors.find(
        ({ extensions }) => extensions['code'] === undefined || extensions['code'] === 'INTERNAL',
      );
      if (bad !== undefined || status >= 500)
        wrong.push(`${leaf.rootField} ${toldPath(leaf)} = ${brief(value)}: ${status} ${bad?.message}`);
    });
    expect(wrong).toEqual([]);
  }, 240_000);
});

describe('S-03 bad requests', () => {
  const TYPE = { 'content-type': 'application/json' };
  it.each([
    ['a query that is no text', '{"query": 5}'],
    ['variables that are no object', '{"query": "{ system { version } }", "variables": [1]}'],
    ['variables under a name of our own', '{"query": "{ system { version } }", "variables": {"__proto__": {"a": 1}}}'],
    ['an operation that is not there', '{"query": "{ system { version } }", "operationName": "Other"}'],
    ['an operation’s name that is no text', '{"query": "{ system { version } }", "operationName": {}}'],
    ['a key twice', '{"query": "{ system { version } }", "query": ""}'],
    [
      'a number beyond all',
      '{"query": "query ($n: Int) { tokens(first: $n) { __typename } }", "variables": {"n": 1e309}}',
    ],
    ['null', 'null'],
    ['a text', '"{ system { version } }"'],
    ['nothing', ''],
    ['lists in lists', `{"query": "{ tokens(first: ${'['.repeat(400)}${']'.repeat(400)}) { __typename } }"}`],
    ['lists in lists in JSON', `${'['.repeat(50_000)}`],
    ['an extension that is none', '{"query": "{", "extensions": {"persistedQuery": {"sha256Hash": {}}}}'],
  ])('%s is refused with a code', async (_what, body) => {
    const answer = await fetch(`${server.url}/graphql`, { method: 'POST', headers: TYPE, body });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
    const text = await answer.text();
    expect(text).not.toMatch(/node_modules|\.ts:\d|INTERNAL/);
    const { code, errors } = JSON.parse(text) as { code?: string; errors?: { extensions: { code: string } }[] };
    expect(code ?? errors?.[0]?.extensions.code).toEqual(expect.any(String));
  });
});
