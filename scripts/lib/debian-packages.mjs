// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { run, tail } from './run.mjs';

/**
 * Downloads Debian packages with all that they need and this system lacks, and unpacks them into a folder. Works for
 * any user, and changes nothing on the system: lists and archives are private to the folder.
 * @param {readonly string[]} names
 * @param {string} folder emptied first
 * @returns {Promise<string | undefined>} why it could not be done, or nothing when it was
 */
export async function unpackDebianPackages(names, folder) {
  fs.rmSync(folder, { recursive: true, force: true });
  const work = `${folder}.work`;
  for (const place of ['lists/partial', 'cache/archives/partial'])
    fs.mkdirSync(path.join(work, place), { recursive: true });
  fs.mkdirSync(folder, { recursive: true });
  try {
    return (await download(names, work)) ?? (await unpack(path.join(work, 'cache/archives'), folder));
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} names @param {string} work */
async function download(names, work) {
  const options = [
    `Dir::State::lists=${work}/lists`,
    `Dir::Cache=${work}/cache`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=root', // as root, stay root: the folder is closed to apt's own user
    'Acquire::Languages=none',
    'Acquire::Retries=2',
  ].flatMap((option) => ['-o', option]);
  const install = ['install', '--yes', '--download-only', '--no-install-recommends', ...names];
  for (const step of [['update'], install]) {
    const { code, output } = await run('apt-get', [...options, '-qq', ...step]);
    if (code !== 0) return `apt-get ${step[0]} failed: ${tail(output, 1)}`;
  }
  return undefined;
}

/** @param {string} archives @param {string} folder */
async function unpack(archives, folder) {
  for (const file of fs.readdirSync(archives).filter((name) => name.endsWith('.deb'))) {
    const { code, output } = await run('dpkg', ['-x', path.join(archives, file), folder]);
    if (code !== 0) return `unpacking ${file} failed: ${tail(output, 1)}`;
  }
  return undefined;
}

/**
 * The environment in which a program unpacked that way finds its libraries.
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv}
 */
export function unpackedEnvironment(folder) {
  const library = path.join(folder, 'usr/lib');
  const names = fs.existsSync(library) ? fs.readdirSync(library).filter((name) => name.includes('-linux-')) : [];
  return { ...process.env, LD_LIBRARY_PATH: names.map((name) => path.join(library, name)).join(':') };
}
