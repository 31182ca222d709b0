// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildConsole } from './console.mjs';
import { openDataFolder } from './data-folder.mjs';
import { DATABASE_VARIABLES } from './database.mjs';
import { Failure } from './failure.mjs';
import { startInfra } from './infra.mjs';
import { claimInstance } from './instance-lock.mjs';
import { assertPortFree } from './ports.mjs';
import { ensureSecrets, KEK_VARIABLES, PRODUCT_SECRETS, readSecrets } from './secrets.mjs';
import { StopList } from './stop-list.mjs';
import { supervise } from './supervise.mjs';

/**
 * @typedef {object} StackOptions
 * @property {string} dataDir
 * @property {number} port of the server
 * @property {string} [host] default 127.0.0.1
 * @property {number} [workers] how many worker processes, default 1
 * @property {NodeJS.ProcessEnv} [env] the operator's environment, default ours
 * @property {import('./infra.mjs').Say} [say]
 * @property {StopList} [stops] lets the caller stop a stack that is still starting
 * @property {boolean} [console] whether to build the console, default true
 */

/**
 * @typedef {object} Stack
 * @property {string} url of the server, without a slash at the end
 * @property {(name: import('./build.mjs').EntryName) => string} program what Node runs for one of our processes
 * @property {import('./chain.mjs').Chain} chain
 * @property {import('./infra.mjs').DatabaseAddresses} database
 * @property {string} redisUrl
 * @property {Promise<Failure>} failed settles when a process ends that should not, and cannot be started again
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the whole product on a data folder: Postgres, Redis and the chain unless they are given, then the signer, the
 * workers and the server. What was started is stopped again when a later part fails.
 * @param {StackOptions} options
 * @returns {Promise<Stack>}
 * @throws {Failure} one sentence and what to do
 */
export async function startStack(options) {
  const { port, host = '127.0.0.1', env = process.env, say = () => undefined, stops = new StopList() } = options;
  const folder = openDataFolder(options.dataDir);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  await stops.add(claimInstance(folder.lock, url));
  try {
    await assertPortFree(host, port);
    const built = options.console === false ? Promise.resolve(false) : buildConsole();
    built.catch(() => undefined); // awaited below; must not count as unhandled until then
    const infra = await startInfra({ folder, env, say, stops });
    await built;
    const parts = await startProcesses({ folder, env, say, stops, infra, port, host, workers: options.workers ?? 1 });
    say('server', `${url} with ${parts.length - 2} worker${parts.length === 3 ? '' : 's'} and the signer`);
    const watched = infra.chain.part ? [infra.chain.part, ...parts] : parts;
    return { url, ...infra, failed: firstFailure(watched), stop: () => stops.stop() };
  } catch (error) {
    await stops.stop();
    throw error;
  }
}

/** @param {readonly import('./processes.mjs').Part[]} parts @returns {Promise<Failure>} */
function firstFailure(parts) {
  return new Promise((resolve) => {
    for (const part of parts) void part.ended.then((failure) => failure && resolve(failure));
  });
}

/**
 * @typedef {object} ProcessOptions
 * @property {import('./data-folder.mjs').DataFolder} folder
 * @property {NodeJS.ProcessEnv} env
 * @property {import('./infra.mjs').Say} say
 * @property {StopList} stops
 * @property {import('./infra.mjs').Infra} infra
 * @property {number} port
 * @property {string} host
 * @property {number} workers
 */

/**
 * Starts the signer, the workers and the server side by side, and waits until all are ready. One that dies later is
 * started again.
 * @param {ProcessOptions} options
 */
async function startProcesses(options) {
  const { folder, say, stops, infra, workers } = options;
  const { signer, worker, server } = processEnvironments(options);
  const worklist = [
    { name: 'signer', file: infra.program('signer'), env: signer, secret: true },
    ...Array.from({ length: workers }, (_, index) => `worker-${index + 1}`).map((name) => ({
      name,
      file: infra.program('worker'),
      env: { ...worker, PROCESS_NAME: name },
    })),
    { name: 'server', file: infra.program('server'), env: server },
  ];
  const parts = worklist.map((part) => supervise({ ...part, logs: folder.logs }, { say }));
  for (const part of parts) await stops.add(part.stop);
  await Promise.all(parts.map((part) => part.ready));
  return parts;
}

/** Secrets of other ways to sign in, which the server shares with others (docs/access.md). */
const SIGN_IN_VARIABLES = [
  'OAUTH_GOOGLE_CLIENT_SECRET',
  'OAUTH_GITHUB_CLIENT_SECRET',
  'OIDC_ISSUERS',
  'BOT_SECRET',
  'MAIL_SMTP_URL',
];

/** What no process gets unless it is named below: each holds only the secrets that it needs. */
const WITHHELD = [...DATABASE_VARIABLES, ...KEK_VARIABLES, ...SIGN_IN_VARIABLES, 'AUTH_SECRET', 'JITO_AUTH_KEYPAIR'];

/**
 * The whole environment of each of our own processes.
 * @param {Pick<ProcessOptions, 'folder' | 'env' | 'infra' | 'port' | 'host'>} options
 */
export function processEnvironments({ folder, env, infra, port, host }) {
  const { database, redisUrl, chain } = infra;
  const secrets = productSecrets(folder, env, chain.local);
  const plain = Object.fromEntries(Object.entries(env).filter(([name]) => !WITHHELD.includes(name)));
  const common = {
    ...plain,
    DATA_DIR: folder.path,
    SOLANA_RPC_URLS: env['SOLANA_RPC_URLS'] || chain.rpcUrls.join(','),
    SIGNER_SOCKET: env['SIGNER_SOCKET'] || signerSocket(folder.path),
    JITO_BLOCK_ENGINE_URLS: env['JITO_BLOCK_ENGINE_URLS'] || chain.blockEngineUrl,
  };
  const { DATABASE_URL, DATABASE_WORKER_URL, DATABASE_SCHEDULER_URL, DATABASE_AUTH_URL } = database;
  const { DATABASE_SIGNER_URL, DATABASE_CHAINER_URL } = database;
  const application = { ...common, DATABASE_SCHEDULER_URL, REDIS_URL: redisUrl };
  return {
    signer: { ...common, DATABASE_SIGNER_URL, ...kekEnvironment(env, secrets) },
    worker: {
      ...{ ...application, DATABASE_WORKER_URL, DATABASE_CHAINER_URL },
      JITO_AUTH_KEYPAIR: env['JITO_AUTH_KEYPAIR'],
    },
    server: {
      ...{ ...application, DATABASE_URL, DATABASE_AUTH_URL },
      ...Object.fromEntries(SIGN_IN_VARIABLES.map((name) => [name, env[name]])),
      ...{ AUTH_SECRET: secrets['AUTH_SECRET'], PORT: String(port), HOST: host },
    },
  };
}

/**
 * Where the key-encryption key is, as the signer reads it.
 * @param {NodeJS.ProcessEnv} env
 * @param {import('./secrets.mjs').Secrets} secrets
 * @returns {NodeJS.ProcessEnv}
 */
export const kekEnvironment = (env, secrets) => ({
  ...Object.fromEntries(KEK_VARIABLES.map((name) => [name, env[name]])),
  MASTER_KEYS: secrets['MASTER_KEYS'],
});

/**
 * The secrets that guard keys and accounts: the operator's, or on the local chain ones made once in the data folder.
 * @param {import('./data-folder.mjs').DataFolder} folder
 * @param {NodeJS.ProcessEnv} env
 * @param {boolean} local
 * @returns {import('./secrets.mjs').Secrets}
 * @throws {Failure} when one is missing on another chain
 */
export function productSecrets(folder, env, local) {
  const elsewhere = env['KEK_PROVIDER'] === 'vault-transit' ? ['MASTER_KEYS'] : [];
  const missing = PRODUCT_SECRETS.filter((name) => !env[name] && !elsewhere.includes(name));
  if (missing.length > 0 && !local) {
    const remedy = 'Set it in the environment (see .env.example), and keep a copy: without it no key can be opened.';
    throw new Failure(`${missing.join(' and ')} must be set, since this is not the local chain.`, remedy);
  }
  const made = missing.length > 0 ? ensureSecrets(folder.secrets, missing) : readSecrets(folder.secrets);
  return Object.fromEntries(PRODUCT_SECRETS.map((name) => [name, env[name] || made[name] || '']));
}

/** The longest socket path that both Linux (108) and macOS (104) take, with its closing zero byte. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Where the signer listens: in a folder of its own in the data folder, which it makes for itself alone; or under the system's
 * temporary folder when that path is too long.
 * @param {string} dataDir absolute
 */
export function signerSocket(dataDir) {
  const inside = path.join(dataDir, 'run', 'signer.sock');
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside;
  const short = path.join(os.tmpdir(), `sluice-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  fs.mkdirSync(short, { recursive: true, mode: 0o700 });
  const { uid, mode } = fs.statSync(short);
  if (uid !== process.getuid?.() || (mode & 0o077) !== 0) {
    throw new Failure(`The folder ${short} belongs to someone else.`, 'Remove it, or set DATA_DIR to a shorter path.');
  }
  return path.join(short, 'signer.sock');
}
