import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '#core/store/db.ts';
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
  const answers = async () => expect(await db.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);

  it('ends its transaction with an error, and not the process', async () => {
    const broken = db.transaction(async (tx) => {
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

  it('does not keep its locks for a process that was paused', async () => {
    const [setting] = await db.query<{ ms: string }>({
      text: `SELECT setting AS ms FROM pg_settings WHERE name = 'idle_in_transaction_session_timeout'`,
    });
    expect(setting?.ms).toBe('10000');
  });
});
