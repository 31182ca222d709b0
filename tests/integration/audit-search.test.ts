/** Searching the audit log through the API, with the roles and row-level security that the product has (AD-03). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openDatabase } from '#core/store/db.ts';
import { createChainer } from '#core/usecases/audit/link-audit.ts';
import { codeOf, type Person, send, signUpSomebody } from '../support/graphql.ts';
import { promote } from '../support/promote.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { newKey } from '../support/world.ts';

let server: TestServer;
let owner: Person;
let stranger: Person;
let admin: Person;
beforeAll(async () => {
  server = await startTestServer();
  [owner, stranger, admin] = [
    await signUpSomebody(server.url),
    await signUpSomebody(server.url),
    await signUpSomebody(server.url),
  ];
  await promote(server, admin);
  for (const label of ['Apples', 'Pears', 'Plums']) {
    const query = 'mutation ($input: CreateWalletInput!) { createWallet(input: $input) { id } }';
    await send(server.url, query, { input: { label, idempotencyKey: newKey() } }, owner.token);
  }
  const halt = 'mutation ($input: HaltAllInput!) { haltAll(input: $input) { inFlight } }';
  await send(server.url, halt, { input: { reason: 'a drill of ours', idempotencyKey: newKey() } }, admin.token);
  const url = server.addresses.DATABASE_CHAINER_URL;
  const links = openDatabase({ url, max: 1, applicationName: 'chainer' });
  await createChainer(links).round();
  await links.close();
});
afterAll(() => server.stop());

interface Entry {
  readonly id: string;
  readonly organizationId: string | null;
  readonly detail: string;
  readonly at: string;
  readonly action: string;
  readonly objectId: string;
  readonly seq: string | null;
  readonly hash: string | null;
}

const FIELDS =
  'edges { node { id organizationId actorId action objectKind objectId detail at seq hash } } pageInfo { hasNextPage endCursor }';
const search = (who: Person, filter: Readonly<Record<string, unknown>> = {}, page = 'first: 50') =>
  send(
    server.url,
    `query ($filter: AuditFilterInput) { auditLog(filter: $filter, ${page}) { ${FIELDS} } }`,
    { filter },
    who.token,
  );
const searchAll = (who: Person, filter: Readonly<Record<string, unknown>> = {}, page = 'first: 50') =>
  send(
    server.url,
    `query ($filter: AuditFilterInput) { adminAuditLog(filter: $filter, ${page}) { ${FIELDS} } }`,
    { filter },
    who.token,
  );

type Found = Awaited<ReturnType<typeof send>>;
const entries = ({ data, errors }: Found): Entry[] => {
  expect(errors).toEqual([]);
  const [connection] = Object.values(data) as { edges: { node: Entry }[] }[];
  return connection?.edges.map(({ node }) => node) ?? [];
};

it('AD-03 an owner reads the organisation’s entries and no other’s, newest first, each with its place in the chain', async () => {
  const own = entries(await search(owner));
  expect(own.filter(({ action }) => action === 'wallet.created')).toHaveLength(3);
  expect(new Set(own.map(({ organizationId }) => organizationId))).toEqual(new Set([owner.organizationId]));
  expect(own.map(({ id }) => Number(id))).toEqual(own.map(({ id }) => Number(id)).sort((a, b) => b - a));
  expect(own.every(({ seq, hash }) => seq !== null && /^[0-9a-f]{64}$/.test(hash ?? ''))).toBe(true);
  expect(entries(await search(stranger)).some(({ action }) => action === 'wallet.created')).toBe(false);
});

it('AD-03 every part of the filter narrows it', async () => {
  const [last] = entries(await search(owner, { action: 'wallet.' }));
  const at = last?.at;
  expect(entries(await search(owner, { action: 'wallet.' }))).toHaveLength(3);
  expect(entries(await search(owner, { objectKind: 'wallet' }))).toHaveLength(3);
  expect(entries(await search(owner, { objectId: last?.objectId }))).toEqual([last]);
  expect(entries(await search(owner, { actorId: owner.userId, action: 'wallet.' }))).toHaveLength(3);
  expect(entries(await search(owner, { actorId: stranger.userId }))).toEqual([]);
  expect(entries(await search(owner, { actorId: 'nobody' }))).toEqual([]);
  expect(entries(await search(owner, { action: 'wallet.', to: at }))).toHaveLength(2);
  expect(entries(await search(owner, { action: 'wallet.', from: at }))).toEqual([last]);
  const { address } = JSON.parse(last?.detail ?? '') as { address: string };
  expect(entries(await search(owner, { text: address }))).toEqual([last]);
  expect(codeOf(await search(owner, { action: '%' }))).toBe('BAD_USER_INPUT');
});

it('AD-03 pages go on where the last one ended', async () => {
  const all = entries(await search(owner, { action: 'wallet.' }));
  const first = await search(owner, { action: 'wallet.' }, 'first: 2');
  const { endCursor, hasNextPage } = first.data.auditLog.pageInfo;
  expect(hasNextPage).toBe(true);
  const second = await search(owner, { action: 'wallet.' }, `first: 2, after: "${endCursor}"`);
  expect([...entries(first), ...entries(second)]).toEqual(all);
  expect(second.data.auditLog.pageInfo.hasNextPage).toBe(false);
  expect(codeOf(await search(owner, {}, 'after: "nonsense"'))).toBe('INVALID_CURSOR');
});

it('AD-03 administrators search all organisations and the installation; nobody else does', async () => {
  expect(entries(await searchAll(admin, { action: 'wallet.' }))).toHaveLength(3);
  expect(entries(await searchAll(admin, { text: 'drill' }))).toMatchObject([
    { action: 'guard.halted', organizationId: null },
  ]);
  const one = await searchAll(admin, {}, `organizationId: "${owner.organizationId}"`);
  expect(entries(one)).toEqual(entries(await search(owner)));
  expect(codeOf(await searchAll(owner))).toBe('FORBIDDEN');
  expect(codeOf(await search(admin, {}, 'first: 0'))).toBe('BAD_USER_INPUT');
});
