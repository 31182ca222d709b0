/** `npm run prove -- --schedules N --seed S`: many schedules over all cores, what they covered, and what failed, made small. */
import { ROOT } from '../../scripts/lib/paths.mjs';
import { addCounts, type Counts } from './coverage.ts';
import type { Failure } from './run.ts';
import { bundleProver, type Prover } from './threads.ts';

/** Hits that everything that may happen must have in a full run. */
const LEAST_HITS = 1_000;
const FULL_RUN = 200_000;
/** Kinds of counters that must be hit; crashes by await point are listed beside them. */
const REQUIRED = ['await', 'transition', 'fault', 'lie', 'chain', 'people'];
const MOST_FAILURES = 10;
const SHRUNK = 2;

export interface ProofOptions {
  readonly schedules: number;
  readonly seed: number;
  readonly threads: number;
}

export interface Proof {
  readonly schedules: number;
  readonly seed: number;
  readonly violations: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly crashesPerSchedule: number;
  readonly rpcFaultsPerSchedule: number;
  /** What was hit too seldom. */
  readonly uncovered: number;
}

export async function prove({ schedules, seed, threads }: ProofOptions, print: (text: string) => void): Promise<Proof> {
  const prover = await bundleProver(ROOT);
  try {
    const began = performance.now();
    const shares = await Promise.all(
      Array.from({ length: threads }, (_, first) =>
        prover.run({
          kind: 'run',
          seed,
          first,
          step: threads,
          end: schedules,
          mostFailures: MOST_FAILURES,
          opening: null,
        }),
      ),
    );
    const seconds = (performance.now() - began) / 1_000;
    const counts = shares.map((share) => share.counts).reduce(addCounts);
    const total = (of: 'schedules' | 'crashes' | 'rpcFaults'): number =>
      shares.reduce((sum, share) => sum + share[of], 0);
    const failures = shares.flatMap((share) => share.failures).sort((a, b) => a.index - b.index);
    const uncovered = printCoverage(counts, total('schedules'), print);
    await printFailures(prover, seed, failures, print);
    const done = total('schedules');
    return {
      schedules: done,
      seed,
      violations: failures.length,
      seconds: round(seconds),
      perSecond: Math.round(done / seconds),
      crashesPerSchedule: round(total('crashes') / done),
      rpcFaultsPerSchedule: round(total('rpcFaults') / done),
      uncovered,
    };
  } finally {
    prover.remove();
  }
}

const round = (value: number): number => Math.round(value * 100) / 100;

/** Answers how many were hit too seldom. */
function printCoverage(counts: Counts, schedules: number, print: (text: string) => void): number {
  const least = schedules >= FULL_RUN ? LEAST_HITS : Math.floor((LEAST_HITS * schedules) / FULL_RUN);
  const scaled = schedules >= FULL_RUN ? '' : ` (${LEAST_HITS} in ${FULL_RUN} schedules, scaled to ${schedules})`;
  print(`How often each of these happened; at least ${least}${scaled} where it is required:`);
  const names = Object.keys(counts).sort();
  const isSeldom = (name: string): boolean =>
    REQUIRED.includes(name.split(' ')[0] ?? '') && (counts[name] ?? 0) < least;
  for (const name of names)
    print(`${String(counts[name]).padStart(10)}  ${name}${isSeldom(name) ? '   TOO SELDOM' : ''}`);
  return names.filter(isSeldom).length;
}

async function printFailures(
  prover: Prover,
  seed: number,
  failures: readonly Failure[],
  print: (text: string) => void,
): Promise<void> {
  for (const { index, violations } of failures) print(`\nschedule ${seed}:${index} fails: ${violations.join('; ')}`);
  for (const { index } of failures.slice(0, SHRUNK)) {
    const tape = await prover.run({ kind: 'shrink', seed, index });
    const { trace } = await prover.run({ kind: 'tell', schedule: tape });
    print(`\nschedule ${seed}:${index}, made small:\n${trace.join('\n')}\nreplay: npm run prove -- --replay ${tape}`);
  }
}

/** Tells one schedule step by step. Answers its violations. */
export async function replay(schedule: string, print: (text: string) => void): Promise<readonly string[]> {
  const prover = await bundleProver(ROOT);
  try {
    const { trace, violations } = await prover.run({ kind: 'tell', schedule });
    print(trace.join('\n'));
    return violations;
  } finally {
    prover.remove();
  }
}
