/** What one thread does: runs a share of the schedules, makes one small, or tells one step by step. */
import { parentPort, workerData } from 'node:worker_threads';
import { type Counts, readCounts } from './coverage.ts';
import { Decisions } from './decisions.ts';
import { type RunTotals, runOne, runSchedules } from './run.ts';
import { shrink } from './shrink.ts';
import { decodeTape, encodeTape } from './tape.ts';

export type Job =
  | {
      readonly kind: 'run';
      readonly seed: number;
      /** Every `step`th schedule from `first`, below `end`. */
      readonly first: number;
      readonly step: number;
      readonly end: number;
      readonly mostFailures: number;
      /** The first decision of every schedule, where only some are wanted: see `World`. */
      readonly opening: number | null;
    }
  | { readonly kind: 'shrink'; readonly seed: number; readonly index: number }
  | { readonly kind: 'tell'; readonly schedule: string };

export interface Told {
  readonly trace: readonly string[];
  readonly violations: readonly string[];
}

export type Answer<Kind extends Job['kind']> = {
  run: RunTotals & { readonly counts: Counts };
  /** The tape. */
  shrink: string;
  tell: Told;
}[Kind];

function* indices({ first, step, end }: Extract<Job, { kind: 'run' }>): Generator<number> {
  for (let index = first; index < end; index += step) yield index;
}

/** `seed:index`, or a tape. */
function decisionsOf(schedule: string): Decisions {
  const [seed, index] = schedule.split(':').map(Number);
  if (seed !== undefined && index !== undefined) return Decisions.fromSeed(seed, index);
  return Decisions.fromTape(decodeTape(schedule));
}

async function work(job: Job): Promise<Answer<Job['kind']>> {
  if (job.kind === 'run') {
    const totals = await runSchedules(job, indices(job), job.mostFailures);
    return { ...totals, counts: readCounts() };
  }
  if (job.kind === 'shrink') return encodeTape(await shrink(job.seed, job.index));
  const trace: string[] = [];
  const world = await runOne(decisionsOf(job.schedule), trace);
  return { trace, violations: world.judge.violations };
}

// Errors are made by the hundred thousand here, and nobody reads where.
Error.stackTraceLimit = 0;
parentPort?.postMessage(await work(workerData as Job));
