import { describe, expect, it } from 'vitest';
import { jobStatus } from './states.ts';

describe('E-07 the status of a job', () => {
  it.each([
    ['PENDING', [], 'QUEUED'],
    ['PENDING', ['LIVE'], 'PROCESSING'],
    ['PENDING', ['DEAD'], 'QUEUED'],
    ['PENDING', ['DEAD', 'LIVE'], 'PROCESSING'],
    ['SUCCEEDED', ['DEAD', 'LANDED_OK'], 'SUCCEEDED'],
    ['FAILED_ONCHAIN', ['LANDED_ERROR'], 'FAILED'],
    ['EXPIRED', ['DEAD'], 'FAILED'],
    ['CANCELLED', [], 'CANCELLED'],
  ] as const)('of a %s intent with attempts %j is %s', (intent, attempts, status) => {
    expect(jobStatus(intent, attempts)).toBe(status);
  });
});
