// @ts-check
import path from 'node:path';
import { Failure } from './failure.mjs';
import { fingerprint, whenChanged } from './fingerprint.mjs';
import { CACHE, packageFile, ROOT } from './paths.mjs';
import { run, tail } from './run.mjs';

const SCHEMA = path.join(ROOT, 'prisma/schema.prisma');
const MIGRATIONS = path.join(ROOT, 'prisma/migrations');
const GENERATED = path.join(ROOT, 'core/store/generated');
const CLI = packageFile('prisma/build/index.js');

/** @param {readonly string[]} args @param {NodeJS.ProcessEnv} env */
async function prisma(args, env) {
  const { code, output } = await run(process.execPath, [CLI, ...args], {
    cwd: ROOT,
    env: { ...env, CHECKPOINT_DISABLE: '1' },
  });
  if (code === 0) return;
  throw new Failure(
    `\`prisma ${args.join(' ')}\` failed:\n${tail(output, 12)}\n`,
    'Mend what it names and start again.',
  );
}

/**
 * Generates the database client, unless the one that is there was made from the same schema by the same Prisma.
 * @returns {Promise<boolean>} whether it was generated
 */
export function generateClient() {
  const files = { stamp: path.join(CACHE, 'stamps/prisma-client'), output: GENERATED };
  const current = fingerprint([SCHEMA, packageFile('prisma/package.json')]);
  return whenChanged(files, current, () => prisma(['generate'], process.env));
}

/**
 * Applies the migrations that the database lacks.
 * @param {string} url the owner's address
 * @param {string | undefined} stamp remembers what was applied, for a database that only we change
 * @returns {Promise<boolean>} whether the database had to be asked
 */
export async function applyMigrations(url, stamp) {
  const work = () => prisma(['migrate', 'deploy'], { ...process.env, DATABASE_MIGRATION_URL: url });
  if (stamp) return whenChanged({ stamp }, fingerprint([MIGRATIONS]), work);
  await work();
  return true;
}
