// @ts-check
import { runChaos } from './chaos.mjs';
import { findChromium } from './chromium.mjs';
import { printFailure } from './failure.mjs';
import { runGates } from './gates.mjs';
import { installPackages } from './packages.mjs';
import { ROOT } from './paths.mjs';
import { generateClient } from './prisma.mjs';
import { runProofs } from './proofs.mjs';
import { findRedis } from './redis-program.mjs';
import { addCounts, countsLine } from './test-counts.mjs';
import { runVitest } from './vitest.mjs';

/**
 * Installs what the tests need, then runs gates, tests, proofs and a chaos run. Ends with one line, `N passed, N failed`.
 * @param {readonly string[]} filters parts of test files' paths; with one, no gates and only those tests
 * @returns {Promise<number>} exit code
 */
export async function test(filters) {
  try {
    await installPackages(ROOT, (message) => console.log(`  ${message}`));
    await generateClient();
    if (filters.length > 0) return report(await runVitest(filters));
    await findRedis();
    const browser = findChromium(); // downloads while the gates compute
    browser.catch(() => undefined); // awaited below; must not count as unhandled until then
    const gates = await runGates();
    await browser;
    const counts = await Promise.all([...LANES.map(runLane), runProofs()]); // proofs compute while the tests wait
    return report([gates, ...counts, await runChaos()].reduce(addCounts));
  } catch (error) {
    printFailure(error);
    return report({ passed: 0, failed: 1, skipped: 0 });
  }
}

/**
 * Projects by lane: tests that start whole stacks, one after the other, wait more than they compute, so the others run beside them. A third
 * lane is more than two cores can do in time.
 */
const LANES = [
  ['integration', 'chain', 'repo', 'unit', 'web'],
  ['e2e', 'chaos'],
];

/** @param {readonly string[]} names @returns {Promise<import('./test-counts.mjs').Counts>} */
const runLane = (names) => runVitest(names.map((name) => `--project=${name}`));

/** @param {import('./test-counts.mjs').Counts} counts @returns {number} exit code */
function report(counts) {
  console.log(`\n${countsLine(counts)}`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
