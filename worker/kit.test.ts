import { describe, expect, it } from 'vitest';
import { JOBS } from './jobs/registry.ts';
import { checkRegistry } from './kit.ts';

describe('E-01 the registry of jobs', () => {
  it('has one handler for every queue', () => {
    expect(() => checkRegistry(JOBS)).not.toThrow();
  });

  it('refuses a queue without a handler, and one with two', () => {
    expect(() => checkRegistry(JOBS.slice(1))).toThrow('trade.buy has 0 handlers');
    expect(() => checkRegistry([...JOBS, ...JOBS.slice(0, 1)])).toThrow('trade.buy has 2 handlers');
  });
});
