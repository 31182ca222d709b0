/** Runs many schedules beside each other: in each turn of the event loop every one takes a step, and all they set free runs in between. */
import { Decisions } from './decisions.ts';
import { World } from './world.ts';

/** Schedules on their way at once in one thread. */
const BESIDE = 128;

export interface Failure {
  readonly index: number;
  readonly violations: readonly string[];
}

export interface RunTotals {
  readonly schedules: number;
  readonly crashes: number;
  readonly rpcFaults: number;
  readonly failures: readonly Failure[];
}

/** Runs the schedules `indices` of a seed. Stops once `mostFailures` have failed. */
export async function runSchedules(
  { seed, opening }: { readonly seed: number; readonly opening: number | null },
  indices: Iterable<number>,
  mostFailures: number,
): Promise<RunTotals> {
  const next = indices[Symbol.iterator]();
  const failures: Failure[] = [];
  const totals = { schedules: 0, crashes: 0, rpcFaults: 0 };
  let running: { readonly index: number; readonly world: World }[] = [];
  let ended = false;
  const fill = (): void => {
    while (!ended && running.length < BESIDE) {
      const one = next.next();
      if (one.done === true) ended = true;
      else running.push({ index: one.value, world: new World(Decisions.fromSeed(seed, one.value, { opening })) });
    }
  };
  for (fill(); running.length > 0 && failures.length < mostFailures; fill()) {
    for (const { world } of running) world.step();
    await turn();
    running = running.filter(({ index, world }) => {
      if (!world.finished) return true;
      totals.schedules += 1;
      totals.crashes += world.scheduler.crashes;
      totals.rpcFaults += world.rpcFaults;
      if (world.judge.violations.length > 0) failures.push({ index, violations: world.judge.violations });
      return false;
    });
  }
  return { ...totals, failures };
}

/** Runs one schedule alone. */
export async function runOne(decisions: Decisions, trace: string[] | null = null): Promise<World> {
  const world = new World(decisions, trace);
  while (!world.finished) {
    world.step();
    await turn();
  }
  return world;
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
