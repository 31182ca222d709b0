import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const PRISMA = 'node_modules/prisma/build/index.js';

describe('migrations', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await cloneDatabase();
  });
  afterAll(() => database.drop());

  const prisma = async (...args: string[]): Promise<string> => {
    const env = { ...process.env, DATABASE_MIGRATION_URL: database.addresses.DATABASE_MIGRATION_URL };
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [PRISMA, ...args], { env });
    return stdout + stderr;
  };

  it('D-03 make the database that schema.prisma describes', async () => {
    const diff = await prisma('migrate', 'diff', '--from-config-datasource', '--to-schema', 'prisma/schema.prisma');
    expect(diff).toContain('No difference detected');
  });

  it('D-03 are applied once: a second start finds nothing to do', async () => {
    expect(await prisma('migrate', 'deploy')).toContain('No pending migrations to apply');
    expect(await prisma('migrate', 'status')).toContain('Database schema is up to date');
  });
});
