// @ts-check
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT } from './paths.mjs';
import { tail } from './run.mjs';

const READY_MS = 60_000;
const STOP_MS = 10_000;
const LONG_LOG_BYTES = 64 * 1024 * 1024;

/**
 * @typedef {object} PartOptions
 * @property {string} name for messages and the log file
 * @property {string} file what Node runs; it sends `{type: 'ready'}` once it is, and ends when its parent is gone
 * @property {NodeJS.ProcessEnv} env its whole environment
 * @property {string} [logs] folder of its log file; without one its output is ours
 * @property {boolean} [secret] whether its memory holds what no file may: it leaves no core dump
 */

/**
 * @typedef {Record<string, unknown> & { type: 'ready' }} ReadyMessage
 */

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {number | undefined} pid of the process, unless it could not be started
 * @property {Promise<ReadyMessage>} ready rejects with a Failure when it ends or stays silent instead
 * @property {Promise<Failure | undefined>} ended what went wrong, or nothing when it ended well or was stopped
 * @property {() => Promise<void>} stop asks, and after a deadline insists
 */

/**
 * Starts one of our own processes, in a process group of its own: Ctrl-C in the terminal then reaches only us, and the
 * order of stopping is ours.
 * @param {PartOptions} options
 * @returns {Part}
 */
export function startPart({ name, file, env, logs, secret = false }) {
  const log = logs === undefined ? undefined : openLog(path.join(logs, `${name}.log`));
  const output = log ? log.descriptor : 'inherit';
  const [program = '', ...args] = secret ? withoutCoreDumps([process.execPath, file]) : [process.execPath, file];
  const child = spawn(program, args, {
    cwd: ROOT,
    env,
    detached: true,
    stdio: ['ignore', output, output, 'ipc'],
  });
  if (log) fs.closeSync(log.descriptor);

  let stopping = false;
  /** @type {Promise<Failure | undefined>} */
  const ended = new Promise((resolve) => {
    const finish = (/** @type {string} */ how) => resolve(stopping ? undefined : partFailure(name, how, log));
    child.once('error', (error) => finish(error.message));
    child.once('exit', (code, signal) => (code === 0 ? resolve(undefined) : finish(signal ?? `exit code ${code}`)));
  });
  return {
    name,
    pid: child.pid,
    ready: untilReady(name, child, ended, log),
    ended,
    stop: () => {
      stopping = true;
      return stopChild(child);
    },
  };
}

/**
 * Node cannot set a limit, a shell can; it becomes the program, with the same process id and channel.
 * @param {readonly string[]} command
 */
const withoutCoreDumps = (command) => ['/bin/sh', '-c', 'ulimit -c 0 && exec "$@"', 'sh', ...command];

/**
 * @param {string} name
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<Failure | undefined>} ended
 * @param {Log | undefined} log
 * @returns {Promise<ReadyMessage>}
 */
function untilReady(name, child, ended, log) {
  const ready = new Promise((resolve, reject) => {
    child.on('message', (message) => {
      if (/** @type {ReadyMessage} */ (message).type === 'ready') resolve(message);
    });
    void ended.then((failure) => reject(failure ?? partFailure(name, 'exit code 0 before it was ready', log)));
    const late = () => reject(partFailure(name, `not ready after ${READY_MS / 1000} s`, log));
    const timer = setTimeout(late, READY_MS);
    const done = () => clearTimeout(timer);
    child.once('message', done).once('exit', done);
  });
  ready.catch(() => undefined); // told through `ended` when nobody waits for it any more
  return ready;
}

/** @param {string} name @param {string} how @param {Log | undefined} log */
function partFailure(name, how, log) {
  const said = log ? tail(fs.readFileSync(log.file).subarray(log.from).toString(), 5) : '';
  const words = said ? `; its last words:\n${said}\n` : '.';
  return new Failure(
    `The ${name} process ended unexpectedly (${how})${words}`,
    log ? `Read ${log.file}.` : 'Start again.',
  );
}

/** @typedef {{ file: string, descriptor: number, from: number }} Log `from` is where this process's own lines begin */

/**
 * Opens a log for appending. One that has grown long makes room for a new one and is kept until the next time.
 * @param {string} file
 * @returns {Log}
 */
function openLog(file) {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LONG_LOG_BYTES) fs.renameSync(file, `${file}.old`);
  const descriptor = fs.openSync(file, 'a', 0o600);
  return { file, descriptor, from: fs.fstatSync(descriptor).size };
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<void>} */
function stopChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const insist = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(insist);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
