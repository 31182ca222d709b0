import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

const ENGINE = path.resolve('scripts/schema-engine.mjs');
const PRISMA = path.resolve('node_modules/prisma/build/index.js');

const FUNCTION = `CREATE TABLE notes (id int PRIMARY KEY);
CREATE FUNCTION count_notes() RETURNS int LANGUAGE plpgsql AS $$ BEGIN PERFORM 1; RETURN (SELECT count(*) FROM notes); END; $$;`;

const FAILS_HALFWAY = 'CREATE TABLE half (id int); CREATE TABLE half (id int);';

/** Prisma over our stand-in for its native engine, on a schema and migrations of its own. */
describe('schema engine', () => {
  let database: TestDatabase;
  let folder: string;
  let url: string;

  beforeAll(async () => {
    database = await cloneDatabase();
    const address = new URL(database.superuserUrl);
    address.searchParams.set('schema', 'scratch');
    url = address.toString();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-schema-engine-'));
    write('schema.prisma', 'datasource db {\n  provider = "postgresql"\n}\n\nmodel notes {\n  id Int @id\n}\n');
    write('migrations/migration_lock.toml', 'provider = "postgresql"\n');
    write('migrations/1_function/migration.sql', FUNCTION);
    await query('CREATE SCHEMA scratch');
  });
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  function write(file: string, text: string): void {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), text);
  }

  async function query(text: string): Promise<pg.QueryResult> {
    const client = new pg.Client({ connectionString: database.superuserUrl });
    await client.connect();
    try {
      return await client.query(text);
    } finally {
      await client.end();
    }
  }

  function prisma(args: string[], to = url): { status: number | null; output: string } {
    const config = { schema: 'schema.prisma', migrations: { path: 'migrations' }, datasource: { url: to } };
    write('prisma.config.mjs', `export default ${JSON.stringify(config)};`);
    const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: ENGINE, CHECKPOINT_DISABLE: '1', NO_COLOR: '1' };
    const options = { cwd: folder, env, encoding: 'utf8' } as const;
    const result = spawnSync(process.execPath, [PRISMA, ...args, '--config', 'prisma.config.mjs'], options);
    return { status: result.status, output: result.stdout + result.stderr };
  }

  it('D-03 applies a migration with a function, semicolons and all', async () => {
    const { status, output } = prisma(['migrate', 'deploy']);
    expect(status, output).toBe(0);
    const { rows } = await query("SELECT proname FROM pg_proc WHERE pronamespace = 'scratch'::regnamespace");
    expect(rows).toEqual([{ proname: 'count_notes' }]);
  });

  it('D-03 leaves nothing of a migration that fails halfway, and names it', async () => {
    write('migrations/2_half/migration.sql', FAILS_HALFWAY);
    const { status, output } = prisma(['migrate', 'deploy']);
    expect(status).not.toBe(0);
    expect(output).toContain('2_half');
    expect(output).toContain('already exists');
    expect((await query("SELECT to_regclass('scratch.half') AS half")).rows).toEqual([{ half: null }]);
  });

  it('D-03 sees what a schema lacks', () => {
    write('other.prisma', 'datasource db {\n  provider = "postgresql"\n}\n\nmodel others {\n  id Int @id\n}\n');
    const { output } = prisma([
      'migrate',
      'diff',
      '--from-config-datasource',
      '--to-schema',
      'other.prisma',
      '--script',
    ]);
    expect(output).toContain('CREATE TABLE "others"');
    expect(output).toContain('DROP TABLE "notes"');
  });

  it('says with Prisma’s own codes that a password is wrong or nothing answers', () => {
    const wrong = new URL(url);
    wrong.password = 'guess';
    expect(prisma(['migrate', 'status'], wrong.toString()).output).toContain('P1000');
    expect(prisma(['migrate', 'status'], 'postgresql://x:y@127.0.0.1:1/none').output).toContain('P1001');
  });
});
