/** Whether a server took what it was asked. */
import type { Fuzzed } from './fuzz.ts';

export interface MemorySample {
  /** How many operations had been asked. */
  readonly operations: number;
  readonly bytes: number;
}

export interface Verdict {
  readonly passed: boolean;
  /** One sentence each. */
  readonly faults: readonly string[];
  /** Bytes at the end beside those after the first third, when everything that is kept had been filled. */
  readonly growth: number;
}

const MOST_RATE_LIMITED = 0.01;
/** Caches fill, and garbage waits to be collected. */
const MOST_GROWTH = 1.3;

export function judge(fuzzed: Fuzzed, memory: readonly MemorySample[], healthStatus: number): Verdict {
  const growth = growthOf(memory);
  const faults = [
    ...(fuzzed.findings.length > 0 ? [`${fuzzed.findings.length} answers should not have been`] : []),
    ...(fuzzed.rateLimitedShare > MOST_RATE_LIMITED ? ['too much was refused as too often'] : []),
    ...(growth > MOST_GROWTH ? [`memory grew to ${growth.toFixed(2)} times`] : []),
    ...(healthStatus === 200 ? [] : [`the server is not well: ${healthStatus}`]),
  ];
  return { passed: faults.length === 0, faults, growth };
}

/** Of the highest of the last third beside the highest of the middle one. */
function growthOf(memory: readonly MemorySample[]): number {
  const third = Math.floor(memory.length / 3);
  if (third === 0) return 1;
  const highest = (samples: readonly MemorySample[]): number => Math.max(...samples.map(({ bytes }) => bytes));
  return highest(memory.slice(-third)) / highest(memory.slice(third, -third));
}
