import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

describe('database roles', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());

  const as = async (url: string, statement: string): Promise<pg.QueryResult> => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return await client.query(statement);
    } finally {
      await client.end();
    }
  };

  it('W-03 the application cannot read a wallet key, and the signer can', async () => {
    const statement = 'SELECT * FROM wallet_keys';
    await expect(as(database.addresses.DATABASE_URL, statement)).rejects.toThrow('permission denied');
    expect((await as(database.addresses.DATABASE_SIGNER_URL, statement)).rowCount).toBe(0);
  });

  it('E-04 the application cannot record a signed transaction: only the signer inserts attempts', async () => {
    const statement = 'INSERT INTO attempts DEFAULT VALUES';
    await expect(as(database.addresses.DATABASE_URL, statement)).rejects.toThrow('permission denied');
    // What it has said nothing about belongs to nobody it acts for.
    await expect(as(database.addresses.DATABASE_SIGNER_URL, statement)).rejects.toThrow('row-level security');
  });

  it.each([
    "UPDATE pools SET address = 'elsewhere'",
    "UPDATE tokens SET mint = 'elsewhere'",
    'UPDATE runs SET budget = 1',
    "UPDATE wallets SET address = 'elsewhere'",
    'UPDATE wallets SET organization_id = id',
    "UPDATE chain SET genesis_hash = 'another'",
    'UPDATE intents SET amount_in = 1',
    'UPDATE attempts SET raw_transaction = NULL',
    'DELETE FROM intents',
    'DELETE FROM audit_log',
  ])('W-03 the application cannot turn money aside: %s', async (statement) => {
    await expect(as(database.addresses.DATABASE_URL, statement)).rejects.toThrow('permission denied');
  });

  it('S-04 only the owner changes the schema', async () => {
    const statement = 'CREATE TABLE intruder (id int)';
    await expect(as(database.addresses.DATABASE_URL, statement)).rejects.toThrow('permission denied');
    await expect(as(database.addresses.DATABASE_SIGNER_URL, statement)).rejects.toThrow('permission denied');
    await as(database.addresses.DATABASE_MIGRATION_URL, statement);
  });

  it('refuses a wrong password: loopback alone is no credential', async () => {
    const url = new URL(database.addresses.DATABASE_URL);
    url.password = 'guess';
    await expect(as(url.toString(), 'SELECT 1')).rejects.toThrow('password authentication failed');
  });
});
