// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { unpackDebianPackages, unpackedEnvironment } from './debian-packages.mjs';
import { Failure } from './failure.mjs';
import { CACHE } from './paths.mjs';
import { run } from './run.mjs';

/** BullMQ's scripts need 6.2. */
const LOWEST = [6, 2];

const DOCKER_IMAGE = 'redis:7';

/**
 * @typedef {object} RedisProgram
 * @property {string} command
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} container whether it is docker that runs it
 * @property {string} origin for the status line
 */

/**
 * Whether a program is a Redis or Valkey server that is new enough.
 * @param {string} command
 * @param {NodeJS.ProcessEnv} [env]
 */
async function version(command, env = process.env) {
  const { code, output } = await run(command, ['--version'], { env });
  const found = /v=(\d+)\.(\d+)\.\d+/.exec(output);
  if (code !== 0 || !found) return undefined;
  const [major, minor] = [Number(found[1]), Number(found[2])];
  const [lowMajor = 0, lowMinor = 0] = LOWEST;
  return major > lowMajor || (major === lowMajor && minor >= lowMinor) ? found[0].slice(2) : undefined;
}

/** @param {string} command @param {string} origin @param {NodeJS.ProcessEnv} [env] @returns {Promise<RedisProgram | undefined>} */
async function candidate(command, origin, env = process.env) {
  const found = await version(command, env);
  return found ? { command, env, container: false, origin: `${origin}, ${found}` } : undefined;
}

/** @returns {Promise<RedisProgram | undefined>} */
async function named() {
  const command = process.env['REDIS_SERVER_BIN'];
  if (!command) return undefined;
  const found = await candidate(command, 'REDIS_SERVER_BIN');
  if (found) return found;
  throw new Failure(
    `REDIS_SERVER_BIN (${command}) is no Redis or Valkey server of version ${LOWEST.join('.')} or newer.`,
    'Set it to one that is, or leave it out.',
  );
}

/** @returns {Promise<RedisProgram | undefined>} */
async function installed() {
  for (const command of [
    'valkey-server',
    'redis-server',
    '/opt/homebrew/bin/redis-server',
    '/usr/local/bin/redis-server',
  ]) {
    const found = await candidate(command, 'installed on this machine');
    if (found) return found;
  }
  return undefined;
}

/** @returns {Promise<RedisProgram | undefined>} */
async function unpacked() {
  if (process.platform !== 'linux') return undefined;
  const folder = path.join(CACHE, 'debian/redis');
  const command = path.join(folder, 'usr/bin/redis-server');
  const look = () => candidate(command, 'unpacked from Debian', unpackedEnvironment(folder));
  if (fs.existsSync(command)) {
    const before = await look();
    if (before) return before;
  }
  const problem = await unpackDebianPackages(['redis-server'], folder);
  return problem === undefined ? look() : undefined;
}

/** @returns {Promise<RedisProgram | undefined>} */
async function docker() {
  const { code } = await run('docker', ['info', '--format', '{{.ServerVersion}}']);
  return code === 0
    ? { command: 'docker', env: process.env, container: true, origin: `docker, ${DOCKER_IMAGE}` }
    : undefined;
}

/**
 * Finds a Redis to run, in the order: REDIS_SERVER_BIN, PATH, Debian's packages unpacked into the cache, docker.
 * @returns {Promise<RedisProgram>}
 * @throws {Failure} when none of them is to be had
 */
export async function findRedis() {
  const found = (await named()) ?? (await installed()) ?? (await unpacked()) ?? (await docker());
  if (found) return found;
  throw new Failure(
    'No Redis is to be had: none on PATH, Debian packages cannot be downloaded here, and docker does not answer.',
    'Install redis-server or valkey-server, or set REDIS_SERVER_BIN to one, or REDIS_URL to a running one.',
  );
}

/**
 * The command line that runs a Redis with a configuration file in a data folder.
 * @param {RedisProgram} program
 * @param {string} directory
 * @param {number} port
 * @returns {{ command: string, args: string[] }}
 */
export function redisCommandLine(program, directory, port) {
  if (!program.container) return { command: program.command, args: [path.join(directory, 'redis.conf')] };
  const publish = ['--publish', `127.0.0.1:${port}:${port}`, '--volume', `${directory}:/data`];
  const inside = ['redis-server', '/data/redis.conf', '--bind', '0.0.0.0', '--dir', '/data', '--logfile', ''];
  return {
    command: 'docker',
    args: ['run', '--rm', '--name', `sluice-redis-${port}`, ...publish, DOCKER_IMAGE, ...inside],
  };
}
