// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { rememberedPort } from './ports.mjs';
import { giveToNobody, postgresHome, postgresUser } from './postgres-binaries.mjs';
import { run, tail } from './run.mjs';

const STOP_MS = 15_000;

export const SUPERUSER = 'postgres';

/**
 * What is asked of the embedded server. `fsync` and `synchronous_commit` stay on: an acknowledged commit outlives a
 * power cut, which is what the execution machine's proof rests on. Tables that were empty a minute ago are looked at again soon, for
 * the planner goes by what was counted then.
 */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  autovacuum_naptime: '5s',
  timezone: 'UTC',
};

/**
 * @typedef {object} PostgresOptions
 * @property {string} directory the cluster's data directory
 * @property {string} logFile
 * @property {string} portsFile
 * @property {string} superuserPassword
 */

/**
 * @typedef {object} PostgresServer
 * @property {number} port
 * @property {boolean} created whether the cluster is new
 * @property {() => Promise<void>} stop waits for the clients' transactions to be rolled back and for the last flush
 */

/**
 * Starts the embedded Postgres, or takes over the one that a killed stack left running.
 * @param {PostgresOptions} options
 * @returns {Promise<PostgresServer>}
 * @throws {Failure} when it does not start
 */
export async function startPostgres(options) {
  const { directory, logFile } = options;
  const pgRun = await programRunner(directory);
  const created = await createCluster(pgRun, options);
  const running = runningServer(directory);
  const port = running?.port ?? (await rememberedPort(options.portsFile, 'postgres'));
  if (!running) {
    const settings = Object.entries(SETTINGS).map(([name, value]) => `-c ${name}='${value}'`);
    const args = ['-D', directory, '-l', logFile, '-w', '-t', '60', '-o', `-p ${port} ${settings.join(' ')}`, 'start'];
    // The server inherits these streams and keeps them open, so nothing may wait for their end.
    const { code } = await pgRun('pg_ctl', args, { stdio: 'ignore' });
    if (code !== 0) throw startFailure(logFile);
  }
  return { port, created, stop: () => stopPostgres(directory) };
}

/** @typedef {(program: string, args: readonly string[], options?: import('node:child_process').SpawnOptions) => Promise<import('./run.mjs').RunResult>} ProgramRunner */

/** @param {string} directory @returns {Promise<ProgramRunner>} */
async function programRunner(directory) {
  const [home, user] = [postgresHome(), await postgresUser()];
  if (user.ownsFiles) {
    fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
    giveToNobody(directory);
  }
  return (program, args, options) => {
    const [command = '', ...rest] = [...user.prefix, path.join(home, 'bin', program), ...args];
    return run(command, rest, { cwd: '/', ...options });
  };
}

/** @param {ProgramRunner} pgRun @param {PostgresOptions} options @returns {Promise<boolean>} */
async function createCluster(pgRun, { directory, superuserPassword }) {
  if (fs.existsSync(path.join(directory, 'PG_VERSION'))) return false;
  const passwordFile = `${directory}.password`;
  fs.writeFileSync(passwordFile, superuserPassword, { mode: 0o600 });
  try {
    const auth = ['-U', SUPERUSER, '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
    const { code, output } = await pgRun('initdb', [
      '-D',
      directory,
      ...auth,
      '--encoding=UTF8',
      '--locale=C',
      '--no-instructions',
    ]);
    if (code !== 0) throw clusterFailure(directory, output);
  } finally {
    fs.rmSync(passwordFile, { force: true });
  }
  return true;
}

/** @param {string} directory @param {string} output */
function clusterFailure(directory, output) {
  const full = output.includes('No space left');
  return new Failure(
    full
      ? 'The disk is full: no database could be created.'
      : `Creating the database in ${directory} failed:\n${tail(output)}\n`,
    full
      ? 'Free some space, or set DATA_DIR to a folder on another disk, and start again.'
      : 'Remove that folder and start again, or set DATABASE_URL.',
  );
}

/** @param {string} logFile */
function startFailure(logFile) {
  const log = fs.existsSync(logFile) ? fs.readFileSync(logFile, 'utf8') : '';
  if (log.includes('No space left')) {
    return new Failure('The disk is full: Postgres cannot start.', 'Free some space and start again.');
  }
  return new Failure(
    `Postgres did not start; its last words:\n${tail(log, 4)}\n`,
    `Read ${logFile}, or set DATABASE_URL to a Postgres of your own.`,
  );
}

/**
 * The server that runs on a data directory. A process file that a crash left behind is cleared, also when its number
 * belongs to another program by now or to a zombie that nobody has collected.
 * @param {string} directory
 * @returns {{ pid: number, port: number } | undefined}
 */
function runningServer(directory) {
  const file = path.join(directory, 'postmaster.pid');
  if (!fs.existsSync(file)) return undefined;
  const lines = fs.readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (isPostgres(pid)) return { pid, port };
  fs.rmSync(file);
  return undefined;
}

/** @param {number} pid */
function isPostgres(pid) {
  try {
    if (process.platform === 'linux') {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
      if (stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')) return false;
      return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
    }
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Stops the server of a data directory, if one runs: first by ending its sessions, after a deadline at once. Both keep
 * what was committed. The process is asked rather than pg_ctl, which calls an uncollected zombie still running.
 * @param {string} directory
 */
export async function stopPostgres(directory) {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGQUIT'])) {
    const server = runningServer(directory);
    if (!server) return;
    process.kill(server.pid, signal);
    for (const end = Date.now() + STOP_MS; Date.now() < end && isPostgres(server.pid); ) await delay(20);
  }
}
