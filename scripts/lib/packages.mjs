// @ts-check
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { readStamp, writeStamp } from './fingerprint.mjs';

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, peer?: boolean, link?: boolean }} LockedPackage */
/** @typedef {{ packages: Record<string, LockedPackage> }} LockFile */

/**
 * The identity of an installation: the lock file's bytes and the platform its native packages were chosen for.
 * @param {Buffer | string} lockFile
 * @param {string} [platform]
 */
export function installationKey(lockFile, platform = `${process.platform}-${process.arch}`) {
  return createHash('sha256').update(lockFile).update('\0').update(platform).digest('hex');
}

/**
 * Whether what npm says it installed is what the lock file asks for, so that a hand-made `npm ci` counts too.
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile} installed node_modules/.package-lock.json
 */
export function installedMatchesLock(wanted, installed) {
  return Object.entries(wanted.packages).every(([where, entry]) => {
    if (where === '') return true;
    const found = installed.packages[where];
    if (!found) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

/** @param {string} file @returns {LockFile | undefined} */
function readLock(file) {
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/**
 * Runs npm with the npm that called us, else the one on PATH.
 * @param {string} root
 * @param {readonly string[]} args
 * @returns {Promise<number | null>} exit code
 */
function npm(root, args) {
  const self = process.env['npm_execpath'];
  const [command, prefix] = self ? [process.execPath, [self]] : ['npm', []];
  return new Promise((resolve) => {
    const child = spawn(command, [...prefix, ...args], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
}

/**
 * Installs the locked packages unless exactly those are installed already.
 * @param {string} root the checkout
 * @param {(message: string) => void} say
 * @throws {Failure} when npm fails
 */
export async function installPackages(root, say) {
  const lockPath = path.join(root, 'package-lock.json');
  const modules = path.join(root, 'node_modules');
  const stamp = path.join(modules, '.sluice-installed');
  const key = installationKey(fs.readFileSync(lockPath));
  if (readStamp(stamp) === key) return;
  const [wanted, installed] = [readLock(lockPath), readLock(path.join(modules, '.package-lock.json'))];
  if (!(wanted && installed && installedMatchesLock(wanted, installed))) {
    say('installing packages (npm ci), a minute or so');
    const code = await npm(root, ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) throw npmFailure(code);
  }
  writeStamp(stamp, key);
}

/** @param {number | null} code */
function npmFailure(code) {
  return code === null
    ? new Failure(
        'npm could not be run.',
        'Install Node together with npm, so that `npm --version` works, and start again.',
      )
    : new Failure(
        `Installing packages failed (npm ci ended with ${code}; its own words stand above).`,
        'Check the network connection, the npm registry setting and the free disk space, and start again.',
      );
}
