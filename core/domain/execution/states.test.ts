import { describe, expect, it } from 'vitest';
import { jobStatus, mayBecome, mayClose } from './states.ts';

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

describe('I3 how intents and attempts end', () => {
  it.each([
    ['SUCCEEDED', ['DEAD', 'LANDED_OK'], true],
    ['SUCCEEDED', ['LANDED_ERROR'], false],
    ['SUCCEEDED', [], false],
    ['FAILED_ONCHAIN', ['LANDED_ERROR'], true],
    ['FAILED_ONCHAIN', ['LANDED_OK'], false],
    ['EXPIRED', ['DEAD'], true],
    ['EXPIRED', ['DEAD', 'LIVE'], false],
    ['CANCELLED', [], true],
    ['CANCELLED', ['LIVE'], false],
  ] as const)('a pending intent becomes %s with attempts %j: %s', (to, attempts, may) => {
    expect(mayBecome('PENDING', to, attempts)).toBe(may);
    expect(mayBecome('CANCELLED', to, attempts)).toBe(false);
  });

  it('an attempt ends once', () => {
    expect((['LANDED_OK', 'LANDED_ERROR', 'DEAD'] as const).map((to) => mayClose('LIVE', to))).toEqual([
      true,
      true,
      true,
    ]);
    expect([mayClose('DEAD', 'LANDED_OK'), mayClose('LANDED_OK', 'DEAD'), mayClose('LIVE', 'LIVE')]).toEqual([
      false,
      false,
      false,
    ]);
  });
});
