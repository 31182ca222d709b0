// @ts-check
import fs from 'node:fs';
import { Failure } from './failure.mjs';

/** @typedef {{ pid: number, url: string }} Instance */

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

/**
 * Whether the process is one of ours: after a reboot the same number may belong to anything.
 * @param {number} pid
 */
function isNode(pid) {
  if (!isAlive(pid)) return false;
  if (process.platform !== 'linux') return true;
  try {
    return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('node');
  } catch {
    return false;
  }
}

/**
 * The stack that runs on this data folder, if one does.
 * @param {string} lockFile
 * @returns {Instance | undefined}
 */
export function runningInstance(lockFile) {
  if (!fs.existsSync(lockFile)) return undefined;
  try {
    const instance = JSON.parse(fs.readFileSync(lockFile, 'utf8'));
    return isNode(instance.pid) ? instance : undefined;
  } catch {
    return undefined; // half written by a process that was killed: nobody holds it
  }
}

/**
 * @param {string} lockFile
 * @throws {Failure} when a stack runs on the data folder already
 */
export function assertNotRunning(lockFile) {
  const other = runningInstance(lockFile);
  if (!other) return;
  throw new Failure(
    `Sluice is already running on this data folder (process ${other.pid}, ${other.url}).`,
    'Stop it with Ctrl-C in its terminal, or set DATA_DIR and PORT to start a second one.',
  );
}

/**
 * Takes the data folder for this process.
 * @param {string} lockFile
 * @param {string} url where the stack will answer, told to whoever tries to start a second one
 * @returns {() => void} gives it back
 * @throws {Failure} when a stack runs on it already
 */
export function claimInstance(lockFile, url) {
  assertNotRunning(lockFile);
  fs.rmSync(lockFile, { force: true });
  try {
    fs.writeFileSync(lockFile, JSON.stringify({ pid: process.pid, url }), { flag: 'wx' });
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === 'EEXIST') return claimInstance(lockFile, url);
    throw error;
  }
  return () => fs.rmSync(lockFile, { force: true });
}
