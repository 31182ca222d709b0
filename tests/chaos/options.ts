import { parseArgs } from 'node:util';

export interface ChaosOptions {
  /** How long faults go on. */
  readonly seconds: number;
  /** Decides the plan of faults. */
  readonly seed: number;
  /** Trades in all. */
  readonly swaps: number;
  readonly json: boolean;
  readonly help: boolean;
  /** Name of a seeded bug to run with. */
  readonly breakName: string | null;
}

/** What a run of a minute must come to at the least; others in proportion. */
export interface Floors {
  readonly swaps: number;
  readonly faults: number;
  readonly resigned: number;
}

const PER_MINUTE: Floors = { swaps: 2_500, faults: 40, resigned: 50 };
/** Signing anew takes as long whatever the length of the run, and has to be seen in the shortest too. */
const FEWEST_RESIGNED = 20;

export function floorsOf(seconds: number): Floors {
  const share = (perMinute: number): number => Math.floor((perMinute * seconds) / 60);
  return {
    swaps: share(PER_MINUTE.swaps),
    faults: share(PER_MINUTE.faults),
    resigned: Math.max(FEWEST_RESIGNED, share(PER_MINUTE.resigned)),
  };
}

/** @throws Error in one sentence. */
export function readChaosOptions(args: readonly string[]): ChaosOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      swaps: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      break: { type: 'string' },
    },
  });
  const seconds = whole('seconds', values.seconds, 20, 3_600);
  const fewest = floorsOf(seconds).swaps;
  return {
    seconds,
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
    swaps: values.swaps === undefined ? fewest : whole('swaps', values.swaps, 1, 1_000_000),
    json: values.json,
    help: values.help,
    breakName: values.break ?? null,
  };
}

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} must be a whole number from ${least} to ${most}.`);
}
