import net from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OrganizationId } from '#core/domain/ids.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';

describe('E-04 a connection that is lost', () => {
  let database: TestDatabase;
  let rows: Rows;
  let db: Database;
  beforeAll(async () => {
    database = await cloneDatabase();
    rows = openRows(database.superuserUrl);
    db = openDatabase({ url: database.addresses.DATABASE_URL, max: 1, applicationName: 'victim' });
  });
  afterAll(async () => {
    await db.close();
    await rows.close();
    await database.drop();
  });

  const kill = () =>
    rows.select(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`);
  const answers = async () => expect(await db.as(NO_TENANT).query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);

  it('ends its transaction with an error, and not the process', async () => {
    const broken = db.transaction(NO_TENANT, async (tx) => {
      await tx.query({ text: 'SELECT 1' });
      await kill();
      await tx.query({ text: 'SELECT 1' });
    });
    await expect(broken).rejects.toThrow();
    await answers();
  });

  it('is replaced when it was idle', async () => {
    await answers();
    await kill();
    await expect
      .poll(() =>
        answers().then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
  });

  it('is not lent again after a statement that got no answer in time', async () => {
    const impatient = openDatabase({
      url: database.addresses.DATABASE_URL,
      ...{ max: 1, applicationName: 'impatient', answerMs: 200 },
    });
    const somebody = { organizationId: newId<OrganizationId>() };
    const slow = impatient.as(somebody).query({ text: 'SELECT pg_sleep(2)' });
    const next = impatient.as(somebody).query({ text: 'SELECT 1 AS one' });
    await expect(slow).rejects.toThrow('timeout');
    await expect(next).resolves.toEqual([{ one: 1 }]);
    await impatient.close();
  });

  it('is kept after a statement that Postgres refused', async () => {
    const somebody = { organizationId: newId<OrganizationId>() };
    const pidOf = async () =>
      (await db.as(somebody).query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }))[0]?.pid;
    const before = await pidOf();
    await expect(db.as(somebody).query({ text: 'SELECT 1 / 0' })).rejects.toMatchObject({ code: '22012' });
    expect(await pidOf()).toBe(before);
  });

  it('does not keep its locks for a process that was paused', async () => {
    const [setting] = await db.as(NO_TENANT).query<{ ms: string }>({
      text: `SELECT setting AS ms FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'`,
    });
    expect(setting?.ms).toBe('10000');
  });
});

/** The way to Postgres, until it swallows everything, as a network does that has lost the other side. */
async function leakyWay(url: string) {
  const address = new URL(url);
  const target = { host: address.hostname, port: Number(address.port) };
  const sockets = new Set<net.Socket>();
  let swallows = false;
  const server = net.createServer((client) => {
    const upstream = net.connect(target);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => undefined);
      from.on('data', (chunk) => swallows || to.write(chunk));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address.hostname = '127.0.0.1';
  address.port = String((server.address() as net.AddressInfo).port);
  return {
    url: address.toString(),
    swallow(all: boolean) {
      swallows = all;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

describe('E-04 a Postgres that says nothing any more', () => {
  it('is not waited for without end, in a transaction or outside, and another connection takes its place', async () => {
    const database = await cloneDatabase();
    const way = await leakyWay(database.addresses.DATABASE_URL);
    const db = openDatabase({ url: way.url, max: 1, applicationName: 'unheard', answerMs: 2_000 });
    const one = () => db.as(NO_TENANT).query({ text: 'SELECT 1 AS one' });
    try {
      await expect.poll(one, { timeout: 20_000 }).toEqual([{ one: 1 }]);
      way.swallow(true);
      await expect(one()).rejects.toThrow('timeout');
      way.swallow(false);
      await expect.poll(() => one().catch(() => null), { timeout: 20_000 }).toEqual([{ one: 1 }]);
      const transaction = db.transaction(NO_TENANT, async (tx) => {
        way.swallow(true);
        await tx.query({ text: 'SELECT 1' });
      });
      await expect(transaction).rejects.toThrow('timeout');
      way.swallow(false);
      await expect.poll(() => one().catch(() => null), { timeout: 20_000 }).toEqual([{ one: 1 }]);
    } finally {
      await db.close();
      way.close();
      await database.drop();
    }
  });
});
