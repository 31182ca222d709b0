// @ts-check
import { spawn } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './paths.mjs';
import { TYPESCRIPT_FLAGS } from './run-typescript.mjs';

/** As short as a run can be in which signatures still die and are followed by others. */
const SECONDS = '20';
/** The same faults each time. */
const SEED = '20261121';

/**
 * A short chaos run with its own output on the terminal, as one test that has passed or failed.
 * @returns {Promise<import('./test-counts.mjs').Counts>}
 */
export function runChaos() {
  const args = [
    ...TYPESCRIPT_FLAGS,
    path.join(ROOT, 'tests/chaos/main.ts'),
    '--seconds',
    SECONDS,
    '--seed',
    SEED,
    '--json',
  ];
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    const report = (/** @type {boolean} */ well) => resolve({ passed: well ? 1 : 0, failed: well ? 0 : 1, skipped: 0 });
    child.once('error', () => report(false));
    child.once('close', (code) => report(code === 0));
  });
}
