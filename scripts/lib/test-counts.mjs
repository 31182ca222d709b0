// @ts-check

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @param {Counts} left @param {Counts} right @returns {Counts} */
export const addCounts = (left, right) => ({
  passed: left.passed + right.passed,
  failed: left.failed + right.failed,
  skipped: left.skipped + right.skipped,
});

/**
 * The closing line, in the form that continuous integration reads.
 * @param {Counts} counts
 */
export const countsLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

/**
 * Counts from vitest's JSON report. A file that could not be loaded holds no test, and neither does a run that ended
 * badly without a word: each counts as one failure, so that it cannot pass for success.
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: ReadonlyArray<{ status: string, assertionResults: readonly unknown[] }> } | undefined} report
 * @param {number | null} exitCode vitest's
 * @returns {Counts}
 */
export function vitestCounts(report, exitCode) {
  if (!report) return { passed: 0, failed: 1, skipped: 0 };
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const failed = report.numFailedTests + broken.length;
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}
