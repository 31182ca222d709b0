import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '#core/domain/ids.ts';
import { appendAudit } from '#core/store/audit.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { NO_TENANT, scopeOf } from '#core/store/tenant.ts';
import { createChainer } from '#core/usecases/audit/link-audit.ts';
import { isSound, verifyAudit } from '#core/usecases/audit/verify-audit.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';

let database: TestDatabase;
let rows: Rows;
let app: Database;
let links: Database;
beforeAll(async () => {
  database = await cloneDatabase();
  rows = openRows(database.superuserUrl);
  app = openDatabase({ url: database.addresses.DATABASE_URL, max: 4, applicationName: 'test' });
  links = openDatabase({ url: database.addresses.DATABASE_CHAINER_URL, max: 4, applicationName: 'test' });
});
afterAll(async () => {
  await Promise.all([rows.close(), app.close(), links.close()]);
  await database.drop();
});

const append = (organizationId: OrganizationId | null, objectId: string): Promise<void> =>
  app.transaction(scopeOf(organizationId), (tx) =>
    appendAudit(tx, {
      ...{ organizationId, actorId: null, action: 'test.done', objectKind: 'test', objectId },
      detail: { b: 1, a: ['é', null] },
    }),
  );

const verify = () => verifyAudit(links, { chains: 'all', expected: [] });

/** Object ids in the order of their links. */
const chainOf = async (organizationId: OrganizationId): Promise<string[]> => {
  const linked = await rows.select<{ seq: string; objectId: string }>(
    `SELECT l.seq, a.object_id AS "objectId" FROM audit_links l JOIN audit_log a ON a.id = l.audit_id
     WHERE l.organization_id = $1 ORDER BY l.seq`,
    [organizationId],
  );
  expect(linked.map(({ seq }) => Number(seq))).toEqual(linked.map((_, index) => index + 1));
  return linked.map(({ objectId }) => objectId);
};

describe('the chainer', () => {
  it('AD-03 links every row once, in a chain for each organisation and one for the installation', async () => {
    const { organizationId: one } = await rows.tenant();
    const { organizationId: two } = await rows.tenant();
    for (const owner of [one, two, null, one]) await append(owner, 'x');
    const chainer = createChainer(links);
    while (await chainer.round());
    expect(await chainOf(one)).toHaveLength(2);
    expect(await chainOf(two)).toHaveLength(1);
    const verdicts = await verify();
    expect(verdicts.every(isSound)).toBe(true);
    expect(verdicts.find(({ organizationId }) => organizationId === null)).toMatchObject({ links: 1n, unlinked: null });
  });

  it('AD-03 links a row that becomes visible after later ones were linked', async () => {
    const { organizationId } = await rows.tenant();
    const chainer = createChainer(links);
    await chainer.round();
    await app.transaction(scopeOf(organizationId), async (tx) => {
      await appendAudit(tx, { organizationId, actorId: null, action: 'a.b', objectKind: 'test', objectId: 'early' });
      await append(organizationId, 'late');
      await chainer.round();
      await chainer.round();
    });
    await append(organizationId, 'last');
    await chainer.round();
    expect(await chainOf(organizationId)).toEqual(['late', 'early', 'last']);
    expect((await verify()).every(isSound)).toBe(true);
  });

  it('AD-03 goes on batch after batch, also when another chainer took over in between', async () => {
    const { organizationId } = await rows.tenant();
    await rows.select(
      `INSERT INTO audit_log (organization_id, action, object_kind, object_id, detail)
       SELECT $1, 'a.b', 'test', n::text, '{}' FROM generate_series(1, 1200) n`,
      [organizationId],
    );
    const [paused, other] = [createChainer(links), createChainer(links)];
    expect(await paused.round()).toBe(true);
    expect(await other.round()).toBe(true);
    expect(await paused.round()).toBe(false);
    expect(await other.round()).toBe(false);
    expect(await chainOf(organizationId)).toEqual(Array.from({ length: 1200 }, (_, index) => String(index + 1)));
  });

  it('AD-03 many chainers at once do not fork a chain', async () => {
    const { organizationId } = await rows.tenant();
    const chainers = Array.from({ length: 4 }, () => createChainer(links));
    for (let index = 0; index < 25; index += 1) {
      await append(organizationId, String(index));
      const rounds = await Promise.allSettled(chainers.map((chainer) => chainer.round()));
      expect(rounds.some(({ status }) => status === 'fulfilled')).toBe(true);
    }
    expect(await chainOf(organizationId)).toHaveLength(25);
    expect((await verify()).every(isSound)).toBe(true);
  });
});

describe('the roles', () => {
  it.each([
    ['DATABASE_CHAINER_URL', 'SELECT 1 FROM users'],
    [
      'DATABASE_CHAINER_URL',
      "INSERT INTO audit_log (action, object_kind, object_id, detail) VALUES ('a','b','c','{}')",
    ],
    ['DATABASE_CHAINER_URL', 'UPDATE audit_links SET seq = seq'],
    ['DATABASE_CHAINER_URL', 'DELETE FROM audit_links'],
    ['DATABASE_URL', 'UPDATE audit_log SET action = action'],
    ['DATABASE_URL', 'DELETE FROM audit_log'],
    ['DATABASE_URL', 'TRUNCATE audit_log'],
    ['DATABASE_URL', 'INSERT INTO audit_links DEFAULT VALUES'],
    [
      'DATABASE_URL',
      "INSERT INTO audit_log (action, object_kind, object_id, detail, at) VALUES ('a','b','c','{}', '2020-01-01')",
    ],
    ['DATABASE_WORKER_URL', 'DELETE FROM audit_log'],
    ['DATABASE_WORKER_URL', 'INSERT INTO audit_links DEFAULT VALUES'],
  ] as const)('AD-03 %s is refused: %s', async (address, text) => {
    const db = openDatabase({ url: database.addresses[address], max: 1, applicationName: 'test' });
    try {
      await expect(db.as(NO_TENANT).query({ text })).rejects.toThrow('permission denied');
    } finally {
      await db.close();
    }
  });

  it('AD-03 not even the owner of the tables changes them by the way', async () => {
    const db = openDatabase({ url: database.addresses.DATABASE_MIGRATION_URL, max: 1, applicationName: 'test' });
    try {
      for (const text of ['UPDATE audit_links SET seq = seq', 'DELETE FROM audit_log', 'TRUNCATE audit_links']) {
        await expect(db.as(NO_TENANT).query({ text })).rejects.toThrow('append-only');
      }
    } finally {
      await db.close();
    }
  });
});
