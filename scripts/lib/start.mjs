// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { setPlatformRole } from './admin.mjs';
import { ENTRIES } from './build.mjs';
import { openDataFolder } from './data-folder.mjs';
import { Failure, printFailure } from './failure.mjs';
import { wipeDataFolder } from './fresh.mjs';
import { assertNotRunning } from './instance-lock.mjs';
import { onEndAsked } from './lifetime.mjs';
import { installPackages } from './packages.mjs';
import { ROOT } from './paths.mjs';
import { assertPortFree, parsePort } from './ports.mjs';
import { startPart } from './processes.mjs';
import { findRedis } from './redis-program.mjs';
import { startStack } from './stack.mjs';
import { StopList } from './stop-list.mjs';

/**
 * The whole life of `npm start`.
 * @param {readonly string[]} args `--fresh` empties the data folder first, `--workers N` starts N of them
 * @returns {Promise<number>} exit code: 0 when it was asked to stop, 1 when it failed
 */
export async function start(args) {
  const stops = new StopList();
  /** @type {Promise<undefined>} */
  const asked = new Promise((resolve) => onEndAsked(() => resolve(undefined)));
  const up = bringUp(args, stops);
  try {
    const stack = await Promise.race([up, asked]);
    if (stack) await Promise.race([rejection(stack.failed), asked]);
    console.log('\nStopping. The next start goes on from here.');
    return 0;
  } catch (error) {
    printFailure(error);
    return 1;
  } finally {
    await stops.stop();
    await up.catch(() => undefined); // an interrupted start must not leave behind what it was starting
  }
}

/** @param {Promise<Failure>} failed */
async function rejection(failed) {
  throw await failed;
}

/** @param {readonly string[]} args @param {StopList} stops */
async function bringUp(args, stops) {
  const startedAt = Date.now();
  const settings = path.join(ROOT, '.env');
  if (fs.existsSync(settings)) process.loadEnvFile(settings); // what the environment already holds wins
  const options = readOptions(args, process.env);
  const folder = openDataFolder(options.dataDir);
  if (options.fresh) await wipeDataFolder(folder, process.env);
  assertNotRunning(folder.lock);
  await assertPortFree(options.host, options.port);
  await Promise.all([installPackages(ROOT, (message) => say('packages', message)), fetchRedis()]);
  const stack = await startStack({ ...options, say, stops });
  console.log(
    `\nSluice is running (${((Date.now() - startedAt) / 1000).toFixed(1)} s). Console: ${stack.url} · Ctrl-C stops it.`,
  );
  if (stack.chain.local && fs.existsSync(path.join(ROOT, ENTRIES.demo)))
    await startDemo(stack, options.dataDir, startedAt, stops);
  return stack;
}

/** Downloads Redis while npm downloads packages; what goes wrong is told when it is started. */
async function fetchRedis() {
  if (!process.env['REDIS_URL']) await findRedis().catch(() => undefined);
}

/** @param {string} part @param {string} state */
const say = (part, state) => console.log(`  ${part.padEnd(9)} ${state}`);

/**
 * The demo prints its log-in and then each fill, so its output is ours. It talks to the public API alone.
 * @param {import('./stack.mjs').Stack} stack
 * @param {string} dataDir
 * @param {number} startedAt milliseconds since 1970, for the time to the first swap
 * @param {StopList} stops
 */
async function startDemo(stack, dataDir, startedAt, stops) {
  const env = {
    ...process.env,
    DATA_DIR: dataDir,
    SLUICE_URL: stack.url,
    SLUICE_STARTED_AT: String(startedAt),
    SOLANA_RPC_URLS: stack.chain.rpcUrls.join(','),
  };
  const demo = startPart({ name: 'demo', file: stack.program('demo'), env });
  await stops.add(demo.stop);
  // Whoever reads the demo's log-in here runs this machine: on the local chain that account operates the installation too.
  const makeAdmin = (/** @type {import('./processes.mjs').ReadyMessage} */ { email }) =>
    setPlatformRole(stack.database.DATABASE_MIGRATION_URL, String(email), 'admin').catch(printFailure);
  void demo.ready.then(makeAdmin, () => undefined);
  void demo.ended.then((failure) => failure && printFailure(failure));
}

/**
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @throws {Failure} when one makes no sense
 */
export function readOptions(args, env) {
  const { values } = parseOptions(args);
  const given = values.workers ?? env['WORKERS'] ?? '1';
  const workers = Number(given || 1);
  if (!Number.isInteger(workers) || workers < 1 || workers > 64) {
    const name = values.workers === undefined ? 'WORKERS' : '--workers';
    throw new Failure(
      `${name} is "${given}", which is no number of workers.`,
      'Set it to 1 to 64, or leave it out for 1.',
    );
  }
  return {
    dataDir: path.resolve(env['DATA_DIR'] || path.join(ROOT, '.data')),
    host: env['HOST'] || '127.0.0.1',
    port: parsePort(env['PORT'] || undefined),
    workers,
    fresh: values.fresh,
  };
}

/** @param {readonly string[]} args */
function parseOptions(args) {
  try {
    return parseArgs({
      args: [...args],
      options: { fresh: { type: 'boolean', default: false }, workers: { type: 'string' } },
    });
  } catch {
    throw new Failure(
      `npm start does not understand ${args.join(' ')}.`,
      'Its options are --fresh and --workers N: npm start -- --workers 2.',
    );
  }
}
