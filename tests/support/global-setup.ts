import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { createRolesAndDatabase, DATABASE, databaseUrl, embeddedAddresses } from '../../scripts/lib/database.mjs';
import { SUPERUSER, startPostgres } from '../../scripts/lib/postgres.mjs';
import { applyMigrations, generateClient } from '../../scripts/lib/prisma.mjs';
import { startRedis } from '../../scripts/lib/redis.mjs';
import { ensureSecrets, INFRA_SECRETS } from '../../scripts/lib/secrets.mjs';

/** What the run's one Postgres and one Redis offer to every test file. */
export interface TestServices {
  readonly postgresPort: number;
  /** Passwords of the database roles, as scripts/lib/secrets.mjs names them. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Name of the migrated database that tests clone. */
  readonly template: string;
  /** An address that may create and drop databases. */
  readonly adminUrl: string;
  readonly redisUrl: string;
}

declare module 'vitest' {
  export interface ProvidedContext {
    services: TestServices;
  }
}

/** Boots Postgres and Redis once for the whole run, in a throw-away folder, and migrates the template database. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-test-'));
  const at = (name: string): string => path.join(folder, name);
  const secrets = ensureSecrets(at('secrets.env'), INFRA_SECRETS);
  const password = (name: string): string => secrets[name] ?? '';
  const [postgres, redis] = await Promise.all([
    startPostgres({
      directory: at('postgres'),
      logFile: at('postgres.log'),
      portsFile: at('ports.json'),
      superuserPassword: password('POSTGRES_SUPERUSER_PASSWORD'),
    }),
    startRedis({
      directory: at('redis'),
      logFile: at('redis.log'),
      portsFile: at('ports.json'),
      password: password('REDIS_PASSWORD'),
    }),
  ]);
  await createRolesAndDatabase(postgres.port, secrets);
  await generateClient();
  await applyMigrations(embeddedAddresses(postgres.port, secrets).DATABASE_MIGRATION_URL, undefined);
  project.provide('services', {
    postgresPort: postgres.port,
    secrets,
    template: DATABASE,
    adminUrl: databaseUrl(SUPERUSER, password('POSTGRES_SUPERUSER_PASSWORD'), postgres.port, 'postgres'),
    redisUrl: redis.url,
  });
  return async () => {
    await Promise.all([postgres.stop(), redis.stop()]);
    fs.rmSync(folder, { recursive: true, force: true });
  };
}
