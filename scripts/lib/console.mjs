// @ts-check
import fs from 'node:fs';
import path from 'node:path';
import { Failure } from './failure.mjs';
import { fingerprint, whenChanged } from './fingerprint.mjs';
import { CACHE, packageFile, ROOT } from './paths.mjs';
import { run, tail } from './run.mjs';

const INPUTS = ['web', 'client', 'package-lock.json'].map((name) => path.join(ROOT, name));
const SOURCE = path.join(ROOT, 'web/index.html');
const BUILT = path.join(ROOT, 'web/dist/index.html');

/**
 * Builds the console's static files into web/dist, unless they were built from the same sources.
 * @returns {Promise<boolean>} whether they were built
 */
export async function buildConsole() {
  if (!fs.existsSync(SOURCE)) return false;
  const files = { stamp: path.join(CACHE, 'stamps/console'), output: BUILT };
  return whenChanged(files, fingerprint(INPUTS), async () => {
    const { code, output } = await run(process.execPath, [packageFile('vite/bin/vite.js'), 'build', 'web'], {
      cwd: ROOT,
    });
    if (code !== 0)
      throw new Failure(`Building the console failed:\n${tail(output, 12)}\n`, 'Mend what it names and start again.');
  });
}
