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
    const proving = runProofs(); // computes while the tests wait
    proving.catch(() => undefined); // awaited below; must not count as unhandled until then
    const tests = await runAll();
    const proofs = await proving;
    return report([gates, ...tests, proofs, await runChaos()].reduce(addCounts));
  } catch (error) {
    printFailure(error);
    return report({ passed: 0, failed: 1, skipped: 0 });
  }
}

/** Tests that start whole stacks, one after the other: they wait more than they compute, so the others run beside them. */
const STACKS = ['e2e', 'chaos'];
const OTHERS = ['integration', 'chain', 'repo', 'unit', 'web'];

/** @returns {Promise<import('./test-counts.mjs').Counts[]>} */
const runAll = () =>
  Promise.all([
    runVitest(OTHERS.map((name) => `--project=${name}`)),
    runVitest(STACKS.map((name) => `--project=${name}`)),
  ]);

/** @param {import('./test-counts.mjs').Counts} counts @returns {number} exit code */
function report(counts) {
  console.log(`\n${countsLine(counts)}`);
  return counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}
