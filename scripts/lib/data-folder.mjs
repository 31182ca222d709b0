// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';

/** Room for a new database cluster, the chain's log and a day of logs, in bytes. */
const LEAST_FREE_BYTES = 512 * 1024 * 1024;

/**
 * @typedef {object} DataFolder
 * @property {string} path
 * @property {string} logs
 * @property {string} postgres
 * @property {string} redis
 * @property {string} chain
 * @property {string} secrets
 * @property {string} ports
 * @property {string} chainRecord
 * @property {string} lock
 * @property {string} demo
 * @property {string} migrationsStamp
 */

/**
 * The places inside a data folder.
 * @param {string} dataDir
 * @returns {DataFolder}
 */
export function dataFolder(dataDir) {
  const root = path.resolve(dataDir);
  const at = (/** @type {string} */ name) => path.join(root, name);
  return {
    path: root,
    logs: at('logs'),
    postgres: at('postgres'),
    redis: at('redis'),
    chain: at('chain'),
    secrets: at('secrets.env'),
    ports: at('ports.json'),
    chainRecord: at('chain.json'),
    lock: at('instance.json'),
    demo: at('demo.json'),
    migrationsStamp: at('migrations.applied'),
  };
}

/**
 * The sentence for too little room, or nothing when there is enough.
 * @param {string} folder
 * @param {number} freeBytes
 */
export function lowSpaceProblem(folder, freeBytes) {
  if (freeBytes >= LEAST_FREE_BYTES) return undefined;
  const mebibytes = (/** @type {number} */ bytes) => Math.floor(bytes / 1024 / 1024);
  return new Failure(
    `The disk of ${folder} is almost full: ${mebibytes(freeBytes)} MiB are free and ${mebibytes(LEAST_FREE_BYTES)} MiB are needed.`,
    'Free some space, or set DATA_DIR to a folder on another disk, and start again.',
  );
}

/**
 * Creates the data folder, readable by its owner alone, and makes sure that it can be written to.
 * @param {string} dataDir
 * @returns {DataFolder}
 * @throws {Failure} when it cannot be written to or the disk is almost full
 */
export function openDataFolder(dataDir) {
  const folder = dataFolder(dataDir);
  try {
    fs.mkdirSync(folder.logs, { recursive: true, mode: 0o700 });
    const probe = path.join(folder.path, `.probe-${process.pid}`);
    fs.writeFileSync(probe, '');
    fs.rmSync(probe);
  } catch (error) {
    const { code } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'ENOSPC') throw error;
    throw new Failure(
      `The data folder ${folder.path} cannot be written to (${code}).`,
      'Give the current user access to it, or set DATA_DIR to another folder.',
      { cause: error },
    );
  }
  const disk = fs.statfsSync(folder.path);
  const problem = lowSpaceProblem(folder.path, disk.bavail * disk.bsize);
  if (problem) throw problem;
  return folder;
}
