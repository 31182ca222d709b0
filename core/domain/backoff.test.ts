import { expect, it } from 'vitest';
import { backoffMs } from './backoff.ts';

const QUICK = { firstMs: 500, longestMs: 10_000 };

it('E-02 doubles the pause up to the longest, with a random half', () => {
  expect([1, 2, 3, 4, 5, 6, 1_000].map((failures) => backoffMs(QUICK, failures, 1))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ]);
  expect(backoffMs(QUICK, 3, 0)).toBe(1_000);
  expect(backoffMs(QUICK, 3, 0.5)).toBe(1_500);
});
