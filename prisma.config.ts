import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { defineConfig } from 'prisma/config';

/** Prisma fetches its schema engine when it is installed; where it could not, ours stands in (docs/architecture.md). */
function nativeEngineIsThere(): boolean {
  const engines = path.dirname(createRequire(import.meta.url).resolve('@prisma/engines/package.json'));
  return fs.readdirSync(engines).some((name) => name.startsWith('schema-engine-'));
}

if (!nativeEngineIsThere()) {
  process.env['PRISMA_SCHEMA_ENGINE_BINARY'] ??= path.resolve('scripts/schema-engine.mjs');
}
process.env['CHECKPOINT_DISABLE'] ??= '1';

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // Absent for `prisma generate`, which needs no database.
  datasource: { url: process.env['DATABASE_MIGRATION_URL'] ?? '' },
});
