// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Failure } from './failure.mjs';
import { fingerprint } from './fingerprint.mjs';
import { CACHE, ROOT } from './paths.mjs';
import { tail } from './run.mjs';

/** Our processes, by name: the file each starts with. */
export const ENTRIES = {
  chain: 'localnet/main.ts',
  signer: 'worker/signer/main.ts',
  worker: 'worker/main.ts',
  server: 'server/main.ts',
  demo: 'scripts/demo.ts',
};

/** @typedef {keyof typeof ENTRIES} EntryName */

const BUILDS = path.join(CACHE, 'build');
const INPUTS = [
  'core',
  'server',
  'worker',
  'client',
  'localnet',
  'scripts/demo',
  'scripts/demo.ts',
  'scripts/lib/build.mjs',
  'tsconfig.json',
  'package-lock.json',
];

/** Native modules, and what looks for files beside itself: these stay packages. */
const EXTERNAL = ['litesvm', 'bigint-buffer', 'pg-native', 'bufferutil', 'utf-8-validate', 'msgpackr-extract'];

/** What CommonJS packages expect to find in their module. */
const COMMONJS = [
  "import { createRequire as __createRequire } from 'node:module';",
  'const require = __createRequire(import.meta.url);',
  'const __filename = import.meta.filename;',
  'const __dirname = import.meta.dirname;',
].join('\n');

/**
 * Bundles each of our processes, packages included, into one file. Loading a few hundred sources and a few thousand
 * package files one by one, compiled on the way, costs each start four seconds of work more than loading five bundles.
 * @returns {Promise<(name: EntryName) => string>} the bundle of a process
 * @throws {Failure} when the sources do not compile
 */
export async function buildProcesses() {
  const inputs = INPUTS.map((name) => path.join(ROOT, name));
  const folder = path.join(BUILDS, fingerprint(inputs).slice(0, 16));
  if (!fs.existsSync(folder)) await build(folder);
  return (name) => path.join(folder, `${name}.mjs`);
}

/**
 * Builds beside the folder and moves into it, so that a build is whole or not there, whoever else is building.
 * @param {string} folder
 */
async function build(folder) {
  fs.mkdirSync(BUILDS, { recursive: true });
  const work = fs.mkdtempSync(path.join(BUILDS, 'new-'));
  try {
    await bundle(work);
    const older = fs.readdirSync(BUILDS).filter((name) => !name.startsWith('new-'));
    for (const name of older) fs.rmSync(path.join(BUILDS, name), { recursive: true, force: true });
    fs.renameSync(work, folder);
  } catch (error) {
    fs.rmSync(work, { recursive: true, force: true });
    if (!fs.existsSync(folder)) throw error; // else someone else was faster
  }
}

/** @param {string} outdir */
async function bundle(outdir) {
  const { build: esbuild } = await import('esbuild');
  const present = Object.entries(ENTRIES).filter(([, entry]) => fs.existsSync(path.join(ROOT, entry)));
  try {
    await esbuild({
      absWorkingDir: ROOT,
      entryPoints: Object.fromEntries(present.map(([name, entry]) => [name, path.join(ROOT, entry)])),
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      conditions: ['source'],
      external: EXTERNAL,
      banner: { js: COMMONJS },
      plugins: [ownPlace],
      keepNames: true,
      logLevel: 'silent',
    });
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    throw new Failure(`The sources do not compile:\n${tail(message, 12)}\n`, 'Mend what it names and start again.', {
      cause: error,
    });
  }
}

/**
 * Keeps `import.meta.url` of our own sources what it is unbundled, for those that read files beside themselves.
 * @type {import('esbuild').Plugin}
 */
const ownPlace = {
  name: 'own-place',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path: file }) => {
      if (file.includes('node_modules')) return undefined;
      const source = fs.readFileSync(file, 'utf8');
      if (!source.includes('import.meta.url')) return undefined;
      return { contents: source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(file).href)), loader: 'ts' };
    });
  },
};
