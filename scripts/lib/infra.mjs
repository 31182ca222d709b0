// @ts-check
import path from 'node:path';
import { buildProcesses } from './build.mjs';
import { bindDataFolder, remoteChain, startLocalChain } from './chain.mjs';
import { createRolesAndDatabase, DATABASE_VARIABLES, embeddedAddresses } from './database.mjs';
import { Failure } from './failure.mjs';
import { startPostgres } from './postgres.mjs';
import { applyMigrations, generateClient } from './prisma.mjs';
import { assertReachable } from './reachable.mjs';
import { redactAddress } from './redact.mjs';
import { startRedis } from './redis.mjs';
import { ensureSecrets, INFRA_SECRETS } from './secrets.mjs';

/** @typedef {(part: string, state: string) => void} Say tells the person at the terminal */
/** @typedef {import('./database.mjs').DatabaseAddresses} DatabaseAddresses */

/**
 * @typedef {object} Setting
 * @property {import('./data-folder.mjs').DataFolder} folder
 * @property {NodeJS.ProcessEnv} env the operator's environment
 * @property {Say} say
 * @property {import('./stop-list.mjs').StopList} stops
 */

/**
 * @typedef {object} Infra
 * @property {(name: import('./build.mjs').EntryName) => string} program what Node runs for one of our processes
 * @property {DatabaseAddresses} database
 * @property {string} redisUrl
 * @property {import('./chain.mjs').Chain} chain
 */

/**
 * Starts, or finds, everything that our own processes stand on, all parts side by side, and migrates the database.
 * @param {Setting} setting
 * @returns {Promise<Infra>}
 */
export async function startInfra(setting) {
  const secrets = ensureSecrets(setting.folder.secrets, INFRA_SECRETS);
  const programs = generateClient().then(buildProcesses);
  const chainReady = programs.then((program) => openChain(setting, program('chain')));
  const [program, chain, database, redisUrl] = await settled([
    programs,
    chainReady,
    openDatabase(setting, secrets, chainReady),
    openRedis(setting, secrets),
  ]);
  return { program, database, redisUrl, chain };
}

/**
 * Like Promise.all, but a failure waits for the others, so that nothing is still being started when stopping begins.
 * @template {readonly unknown[]} T
 * @param {T} work
 * @returns {Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }>}
 */
async function settled(work) {
  await Promise.allSettled(work);
  return Promise.all(work);
}

const REDIS = { protocols: ['redis:', 'rediss:'], port: 6379, example: 'redis://127.0.0.1:6379' };
const POSTGRES = {
  protocols: ['postgres:', 'postgresql:'],
  port: 5432,
  example: 'postgresql://sluice_app:password@127.0.0.1:5432/sluice',
};

/** @param {Setting} setting @param {string} file the local chain's program */
async function openChain({ folder, env, say, stops }, file) {
  const addresses = env['SOLANA_RPC_URLS'];
  const chain = addresses
    ? await remoteChain(addresses)
    : await startLocalChain(folder, env, file, (part) => void stops.add(part.stop));
  bindDataFolder(folder, chain);
  say('chain', chain.description);
  return chain;
}

/** @param {Setting} setting @param {import('./secrets.mjs').Secrets} secrets */
async function openRedis({ folder, env, say, stops }, secrets) {
  const given = env['REDIS_URL'];
  if (given) {
    await assertReachable('REDIS_URL', given, REDIS);
    say('redis', redactAddress(given));
    return given;
  }
  const server = await startRedis({
    directory: folder.redis,
    logFile: path.join(folder.logs, 'redis.log'),
    portsFile: folder.ports,
    password: secrets['REDIS_PASSWORD'] ?? '',
  });
  await stops.add(server.stop);
  say('redis', `127.0.0.1:${server.port} (${server.origin})`);
  return server.url;
}

/**
 * @param {Setting} setting
 * @param {import('./secrets.mjs').Secrets} secrets
 * @param {Promise<import('./chain.mjs').Chain>} chain
 * @returns {Promise<DatabaseAddresses>}
 */
async function openDatabase(setting, secrets, chain) {
  const { folder, env, say, stops } = setting;
  if (env['DATABASE_URL']) {
    await assertReachable('DATABASE_URL', env['DATABASE_URL'], POSTGRES);
    const addresses = givenAddresses(env, (await chain).local, say);
    await applyMigrations(addresses.DATABASE_MIGRATION_URL, undefined);
    say('postgres', redactAddress(addresses.DATABASE_URL));
    return addresses;
  }
  const server = await startPostgres({
    directory: folder.postgres,
    logFile: path.join(folder.logs, 'postgres.log'),
    portsFile: folder.ports,
    superuserPassword: secrets['POSTGRES_SUPERUSER_PASSWORD'] ?? '',
  });
  await stops.add(server.stop);
  const addresses = embeddedAddresses(server.port, secrets);
  await createRolesAndDatabase(server.port, secrets); // a folder of an older version lacks the roles of this one
  await applyMigrations(addresses.DATABASE_MIGRATION_URL, folder.migrationsStamp);
  say('postgres', `127.0.0.1:${server.port}${server.created ? ' (new)' : ''}`);
  return addresses;
}

/**
 * The operator's own database. Its roles keep keys from all but the signer and organisations from each other; on the local
 * chain one address will do, and the roles' protection is then gone.
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} local
 * @param {Say} say
 * @returns {DatabaseAddresses}
 * @throws {Failure} when an address is missing on another chain
 */
export function givenAddresses(env, local, say) {
  const missing = DATABASE_VARIABLES.filter((name) => !env[name]);
  if (missing.length > 0 && !local) {
    throw new Failure(
      `${inWords(missing)} must be given beside DATABASE_URL.`,
      'Set each to the address of a role of its own (docs/operations.md).',
    );
  }
  if (missing.length > 0) {
    say('postgres', `WARNING: ${inWords(missing)} not given: DATABASE_URL stands in, on the local chain only.`);
    say('postgres', 'WARNING: Postgres keeps neither keys from the server nor organisations from each other then.');
  }
  const entries = DATABASE_VARIABLES.map((name) => [name, env[name] || env['DATABASE_URL'] || '']);
  return /** @type {DatabaseAddresses} */ (Object.fromEntries(entries));
}

/** @param {readonly string[]} names */
const inWords = (names) => new Intl.ListFormat('en', { type: 'conjunction' }).format(names);
