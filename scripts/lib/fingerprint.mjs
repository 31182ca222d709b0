// @ts-check
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

const IGNORED = new Set(['node_modules', 'dist', '.git', '.cache']);

/**
 * Every file below a path, sorted, so that two machines walk it alike.
 * @param {string} entry a file, a folder, or nothing at all
 * @returns {string[]}
 */
function filesBelow(entry) {
  const stat = fs.statSync(entry, { throwIfNoEntry: false });
  if (!stat) return [];
  if (stat.isFile()) return [entry];
  const names = fs.readdirSync(entry).filter((name) => !IGNORED.has(name));
  return names.sort().flatMap((name) => filesBelow(path.join(entry, name)));
}

/**
 * A hash of the names and contents of files, and of whatever else the result depends on.
 * @param {readonly string[]} entries files and folders; a missing one counts as empty
 * @param {readonly string[]} [extras]
 */
export function fingerprint(entries, extras = []) {
  const hash = createHash('sha256');
  for (const extra of extras) hash.update(`${extra}\0`);
  for (const entry of entries) {
    for (const file of filesBelow(entry)) {
      hash
        .update(`${path.relative(entry, file)}\0`)
        .update(fs.readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * Does a piece of work only when its inputs have changed since it last succeeded.
 * @param {{ stamp: string, output?: string }} files the file that remembers the inputs' fingerprint, and the result,
 *   which is made again when somebody has removed it
 * @param {string} current the fingerprint now
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether the work was done
 */
export async function whenChanged({ stamp, output }, current, work) {
  if (readStamp(stamp) === current && (output === undefined || fs.existsSync(output))) return false;
  await work();
  writeStamp(stamp, current);
  return true;
}

/** @param {string} stamp */
export const readStamp = (stamp) => (fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : undefined);

/**
 * @param {string} stamp
 * @param {string} value
 */
export function writeStamp(stamp, value) {
  fs.mkdirSync(path.dirname(stamp), { recursive: true });
  fs.writeFileSync(stamp, value);
}
