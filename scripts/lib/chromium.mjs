// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { unpackDebianPackages, unpackedEnvironment } from './debian-packages.mjs';
import { Failure } from './failure.mjs';
import { CACHE } from './paths.mjs';
import { run, tail } from './run.mjs';

/**
 * @typedef {object} Chromium
 * @property {string} command
 * @property {NodeJS.ProcessEnv} env the environment in which it finds its libraries and fonts
 */

/** @param {string} command @param {NodeJS.ProcessEnv} [env] @returns {Promise<Chromium | undefined>} */
async function candidate(command, env = process.env) {
  const { code } = await run(command, ['--version'], { env });
  return code === 0 ? { command, env } : undefined;
}

/** @returns {Promise<Chromium | undefined>} */
async function installed() {
  for (const command of ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']) {
    const found = await candidate(command);
    if (found) return found;
  }
  return undefined;
}

/** @returns {Promise<string | undefined>} why it could not be done */
async function installAsRoot() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'chromium']]) {
    const { code, output } = await run('apt-get', ['-qq', ...args], { env });
    if (code !== 0) return `apt-get ${args[0]} failed: ${tail(output, 1)}`;
  }
  return undefined;
}

const UNPACKED = path.join(CACHE, 'debian/chromium');

function unpacked() {
  const env = { ...unpackedEnvironment(UNPACKED), FONTCONFIG_SYSROOT: UNPACKED };
  return candidate(path.join(UNPACKED, 'usr/lib/chromium/chromium'), env);
}

/** Installs for everyone when this is root, else unpacks into the cache. @returns {Promise<string | undefined>} why it failed */
function install() {
  if (process.platform !== 'linux') return Promise.resolve('there are no Debian packages for this system');
  return process.getuid?.() === 0 ? installAsRoot() : unpackDebianPackages(['chromium'], UNPACKED);
}

/**
 * A Chromium for the browser tests: CHROMIUM_BIN, one that is installed, or Debian's, which is installed here.
 * @returns {Promise<Chromium>}
 * @throws {Failure} when none is to be had
 */
export async function findChromium() {
  const named = process.env['CHROMIUM_BIN'];
  if (named) {
    const found = await candidate(named);
    if (found) return found;
    throw new Failure(
      `CHROMIUM_BIN (${named}) does not run.`,
      'Set it to a Chromium or Chrome that does, or leave it out.',
    );
  }
  const before = (await installed()) ?? (fs.existsSync(UNPACKED) ? await unpacked() : undefined);
  if (before) return before;
  const problem = await install();
  const found = (await installed()) ?? (await unpacked());
  if (found) return found;
  throw new Failure(
    `No Chromium is to be had for the browser tests (${problem ?? 'it was unpacked but does not run'}).`,
    'Install chromium, or set CHROMIUM_BIN to a Chromium or Chrome.',
  );
}
