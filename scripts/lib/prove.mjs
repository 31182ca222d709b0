// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './paths.mjs';

const FLAGS = ['--import', 'tsx', '--conditions=source', '--enable-source-maps'];

/**
 * Runs the prover (tests/prove) in a process of its own, whose output is ours.
 * @param {readonly string[]} args as after `npm run prove --`
 * @returns {Promise<number>} exit code: 0 when nothing was violated, everything was covered, and no mutant survived
 */
export function runProver(args) {
  const main = path.join(ROOT, 'tests/prove/main.ts');
  const child = spawn(process.execPath, [...FLAGS, main, ...args], { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
