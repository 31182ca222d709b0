// @ts-check
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from './failure.mjs';
import { readPorts, rememberedPort } from './ports.mjs';
import { findRedis, redisCommandLine } from './redis-program.mjs';
import { tail } from './run.mjs';

const START_MS = 20_000;
const STOP_MS = 10_000;

/**
 * @typedef {object} RedisOptions
 * @property {string} directory
 * @property {string} logFile
 * @property {string} portsFile
 * @property {string} password
 */

/**
 * @typedef {object} RedisServer
 * @property {number} port
 * @property {string} url
 * @property {string} origin where the program came from
 * @property {() => Promise<void>} stop writes the append-only file out first
 */

/**
 * Starts the embedded Redis, or takes over the one that a killed stack left running: the password tells it is ours.
 * @param {RedisOptions} options
 * @returns {Promise<RedisServer>}
 * @throws {Failure} when there is none to start, or it does not answer
 */
export async function startRedis(options) {
  const { portsFile, password } = options;
  const before = readPorts(portsFile)['redis'];
  if (before !== undefined && (await answers(before, password))) return server(before, password, 'already running');
  const [program, port] = [await findRedis(), await rememberedPort(portsFile, 'redis')];
  writeConfiguration(options, port);
  const { command, args } = redisCommandLine(program, options.directory, port);
  // In a process group of its own, so that Ctrl-C in the terminal reaches only us and the order of stopping is ours.
  const child = spawn(command, args, { env: program.env, detached: true, stdio: 'ignore' });
  child.unref();
  const gone = new Promise((resolve) => {
    child.once('error', resolve);
    child.once('exit', resolve);
  });
  await Promise.race([untilAnswering(port, password), gone]);
  if (!(await answers(port, password))) throw startFailure(options.logFile);
  return server(port, password, program.origin);
}

/** @param {number} port @param {string} password @param {string} origin @returns {RedisServer} */
function server(port, password, origin) {
  return { port, url: `redis://:${password}@127.0.0.1:${port}`, origin, stop: () => stopRedis(port, password) };
}

/** @param {RedisOptions} options @param {number} port */
function writeConfiguration({ directory, logFile, password }, port) {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const settings = {
    bind: '127.0.0.1',
    port: String(port),
    dir: JSON.stringify(directory),
    logfile: JSON.stringify(logFile),
    requirepass: password,
    appendonly: 'yes',
    appendfsync: 'everysec',
    save: '""',
    'maxmemory-policy': 'noeviction',
    daemonize: 'no',
  };
  const text = Object.entries(settings).map(([name, value]) => `${name} ${value}\n`);
  fs.writeFileSync(path.join(directory, 'redis.conf'), text.join(''), { mode: 0o600 });
}

/** @param {string} logFile */
function startFailure(logFile) {
  const log = fs.existsSync(logFile) ? tail(fs.readFileSync(logFile, 'utf8'), 4) : '(it wrote none)';
  return new Failure(
    `Redis did not start; its last words:\n${log}\n`,
    'Mend that, or set REDIS_URL to a running Redis.',
  );
}

/**
 * Sends one command and returns what Redis answers, or nothing when it does not.
 * @param {number} port
 * @param {string} password
 * @param {string} command
 * @returns {Promise<string>}
 */
function ask(port, password, command) {
  return new Promise((resolve) => {
    let reply = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(`AUTH ${password}\r\n${command}\r\n`));
    const done = () => {
      socket.destroy();
      resolve(reply);
    };
    socket.setTimeout(1000, done).once('error', done).once('close', done);
    socket.setEncoding('utf8').on('data', (text) => {
      reply += text;
      if (/\+PONG|-\w+/.test(reply)) done();
    });
  });
}

/** @param {number} port @param {string} password */
const answers = async (port, password) => (await ask(port, password, 'PING')).includes('+PONG');

/** @param {number} port @param {string} password */
async function untilAnswering(port, password) {
  for (const end = Date.now() + START_MS; Date.now() < end; await delay(20)) {
    if (await answers(port, password)) return;
  }
}

/** @param {number} port @param {string} password */
async function stopRedis(port, password) {
  await ask(port, password, 'SHUTDOWN');
  for (const end = Date.now() + STOP_MS; Date.now() < end && (await answers(port, password)); ) await delay(20);
}

/**
 * Stops the Redis that a killed stack left running, if there is one.
 * @param {string} portsFile
 * @param {string | undefined} password
 */
export async function stopLeftRedis(portsFile, password) {
  const port = readPorts(portsFile)['redis'];
  if (port !== undefined && password && (await answers(port, password))) await stopRedis(port, password);
}
