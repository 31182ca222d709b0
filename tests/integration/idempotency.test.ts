/** One key, one result: every mutation of the schema that takes an `idempotencyKey`, over HTTP and a real Postgres (E-05). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildSchema } from '../../server/schema.ts';
import { UNREADABLE_SEAL } from '../support/fake-signer.ts';
import { type Answer, codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import {
  furnish,
  type Holdings,
  KEYED,
  type Keyed,
  keyedMutations,
  newcomer,
  UNKEYED,
} from '../support/keyed-mutations.ts';
import { promote } from '../support/promote.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

const AT_ONCE = 50;
const schema = buildSchema();
const NAMES = keyedMutations(schema);

let world: World;
let server: TestServer;
let ours: Holdings;
let theirs: Holdings;
beforeAll(async () => {
  world = await createWorld();
  // None has to wait for a connection, however slow the machine is.
  server = await startTestServer({ world, connections: AT_ONCE + 5 });
  const people = [await signUpSomebody(server.url), await signUpSomebody(server.url)] as const;
  [ours, theirs] = [await furnish(server.url, world, people[0]), await furnish(server.url, world, people[1])];
});
afterAll(async () => {
  await server.stop();
  await world.close();
});

const caseOf = (name: string): Keyed => {
  const keyed = KEYED[name];
  if (keyed === undefined)
    throw new Error(`${name} takes an idempotencyKey and is not in the table of keyed mutations`);
  return keyed;
};

function ask(name: string, person: Person, input: Readonly<Record<string, unknown>>): Promise<Answer> {
  const [argument] =
    schema
      .getMutationType()
      ?.getFields()
      [name]?.args.filter((arg) => arg.name === 'input') ?? [];
  const query = `mutation ($input: ${String(argument?.type)}) { ${name}(input: $input) { ${caseOf(name).select} } }`;
  return send(server.url, query, { input }, person.token);
}

/** The one result that all of these answer. */
function resultOf(answers: readonly Answer[]): string {
  expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
  const results = new Set(answers.map(({ data }) => JSON.stringify(data)));
  expect([...results]).toHaveLength(1);
  return [...results][0] ?? '';
}

/** What the fake signer says of every export that is asked for. */
const ANSWERED_BY_NOBODY = 'NOT_FOUND';

const isConflict = (answer: Answer): boolean =>
  codeOf(answer) === 'CONFLICT' && answer.errors[0]?.extensions['field'] === 'idempotencyKey';

async function auditRows({ userId }: Person): Promise<number> {
  const [row] = await world.rows.select<{ rows: number }>(
    'SELECT count(*)::int AS rows FROM audit_log WHERE actor_id = $1',
    [userId],
  );
  return row?.rows ?? -1;
}

const newcomers = async (): Promise<[Holdings, Holdings]> => {
  const people = [await signUpSomebody(server.url), await signUpSomebody(server.url)] as const;
  return [newcomer(server.url, people[0]), newcomer(server.url, people[1])];
};

/** What halts the installation comes last. */
const ORDERED = [...NAMES].sort((a, b) => Number(KEYED[a]?.admin ?? false) - Number(KEYED[b]?.admin ?? false));

describe.each(ORDERED)('%s', (name) => {
  it('E-05 fifty at once make one, and the key answers it for ever; another body is a conflict, another organisation’s key another key', async () => {
    const keyed = caseOf(name);
    const [mine, foreigner] = keyed.fresh ? await newcomers() : [ours, theirs];
    if (keyed.admin) await Promise.all([promote(server, mine.person), promote(server, foreigner.person)]);
    const idempotencyKey = newKey();
    const input = { ...(await keyed.input(world, mine)), idempotencyKey };
    const other = { ...input, ...(await keyed.other(world, mine)) };
    const foreign = { ...(await keyed.input(world, foreigner)), idempotencyKey };
    const before = [await auditRows(mine.person), await auditRows(foreigner.person)] as const;

    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => ask(name, mine.person, input)));
    const again = await ask(name, mine.person, input);
    if (keyed.answeredOnce) {
      const others = answers.filter((answer) => !isConflict(answer));
      expect(others.map(codeOf)).toEqual([ANSWERED_BY_NOBODY]);
      expect(isConflict(again)).toBe(true);
    } else resultOf([...answers, again]);
    expect(isConflict(await ask(name, mine.person, other))).toBe(true);
    expect(await auditRows(mine.person)).toBe(before[0] + 1);

    const elsewhere = await ask(name, foreigner.person, foreign);
    expect(isConflict(elsewhere)).toBe(false);
    if (!keyed.admin && !keyed.answeredOnce) expect(elsewhere.data).not.toEqual(again.data);
    expect(await auditRows(foreigner.person)).toBe(before[1] + 1);
  });
});

it('E-05 every other mutation stands in a table with the reason why it needs no key', () => {
  const all = Object.keys(schema.getMutationType()?.getFields() ?? {});
  expect([...Object.keys(KEYED), ...Object.keys(UNKEYED)].sort()).toEqual(all.sort());
  expect(Object.keys(KEYED).sort()).toEqual([...NAMES].sort());
});

it('E-05 a key whose first attempt failed is free for the second', async () => {
  const input = { ...(await caseOf('importWallet').input(world, ours)), idempotencyKey: newKey() };
  const unreadable = { ...input, sealedKey: UNREADABLE_SEAL.toString('base64') };
  expect(codeOf(await ask('importWallet', ours.person, unreadable))).toBe('SEAL_UNREADABLE');
  resultOf([await ask('importWallet', ours.person, input)]);
});

it('E-05 one key is for one mutation', async () => {
  const idempotencyKey = newKey();
  resultOf([await ask('createWallet', ours.person, { label: 'Main', idempotencyKey })]);
  const input = { ...(await caseOf('addWatchWallet').input(world, ours)), idempotencyKey };
  expect(codeOf(await ask('addWatchWallet', ours.person, input))).toBe('CONFLICT');
});
