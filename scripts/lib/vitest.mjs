// @ts-check
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { packageFile, ROOT } from './paths.mjs';
import { vitestCounts } from './test-counts.mjs';

/**
 * Runs vitest with its own output on the terminal, and counts from its report.
 * @param {readonly string[]} filters parts of test files' paths, or vitest's own options
 * @returns {Promise<import('./test-counts.mjs').Counts>}
 */
export async function runVitest(filters) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-vitest-'));
  const reportFile = path.join(folder, 'report.json');
  try {
    const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`, ...filters];
    const code = await runInTerminal([packageFile('vitest/vitest.mjs'), ...args]);
    return vitestCounts(fs.existsSync(reportFile) ? JSON.parse(fs.readFileSync(reportFile, 'utf8')) : undefined, code);
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} args @returns {Promise<number | null>} exit code */
function runInTerminal(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
    child.once('error', () => resolve(null));
    child.once('close', resolve);
  });
}
