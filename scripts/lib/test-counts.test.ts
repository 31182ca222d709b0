import { describe, expect, it } from 'vitest';
import { addCounts, countsLine, vitestCounts } from './test-counts.mjs';

const report = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

describe('vitestCounts', () => {
  it('D-04 counts what passed, failed and was skipped', () => {
    const counts = vitestCounts({ ...report, numFailedTests: 2, numPendingTests: 1, numTodoTests: 1 }, 1);
    expect(counts).toEqual({ passed: 7, failed: 2, skipped: 2 });
  });

  it.each([
    ['a file that does not load', { ...report, testResults: [{ status: 'failed', assertionResults: [] }] }, 1],
    ['a run that ends badly without a failed test', report, 1],
    ['a run that was killed', report, null],
    ['a run without a report', undefined, 0],
  ])('D-04 %s is a failure', (_, given, code) => {
    expect(vitestCounts(given, code).failed).toBe(1);
  });
});

describe('countsLine', () => {
  it('is what continuous integration reads', () => {
    const sum = addCounts({ passed: 3, failed: 0, skipped: 0 }, { passed: 4, failed: 1, skipped: 0 });
    expect(countsLine(sum)).toBe('7 passed, 1 failed');
    expect(countsLine({ ...sum, skipped: 2 })).toBe('7 passed, 1 failed, 2 skipped');
  });
});
