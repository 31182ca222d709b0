// @ts-check
import os from 'node:os';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { run, tail } from './run.mjs';
import { TYPESCRIPT_FLAGS } from './run-typescript.mjs';
import { addCounts } from './test-counts.mjs';

/** @typedef {import('./test-counts.mjs').Counts} Counts */

const SHOWN_LINES = 60;

/**
 * The proofs of a whole test run. They compute for minutes and wait for nothing, so they take what processor time the tests
 * beside them leave over.
 */
const PROOFS = [
  { name: 'prove: 10,000 schedules', args: ['--schedules', '10000', '--seed', '1'] },
  { name: 'prove: every seeded bug is caught', args: ['--mutants'] },
];

/**
 * Runs the proofs one after the other, in the background, and prints each when it is done.
 * @returns {Promise<Counts>} each proof is one test
 */
export async function runProofs() {
  let counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, args } of PROOFS) {
    const started = performance.now();
    const well = await prove(name, args);
    console.log(`  ${well ? '✓' : '×'} ${name} (${((performance.now() - started) / 1000).toFixed(0)} s)`);
    counts = addCounts(counts, { passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: 0 });
  }
  return counts;
}

/** @param {string} name @param {readonly string[]} args @returns {Promise<boolean>} */
async function prove(name, args) {
  const main = path.join(ROOT, 'tests/prove/main.ts');
  const lowest = ['-n', String(os.constants.priority.PRIORITY_LOW), process.execPath];
  const { code, output } = await run('nice', [...lowest, ...TYPESCRIPT_FLAGS, main, ...args], { cwd: ROOT });
  console.log(`\n${name}\n${tail(output, SHOWN_LINES)}`);
  return code === 0;
}
