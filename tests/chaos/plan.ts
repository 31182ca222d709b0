/** Which process is hit when, and how: decided before the run, by the seed alone. */
import { type Random, randomOf } from './random.ts';

export const WORKERS = ['worker-1', 'worker-2', 'worker-3'] as const;

/** Everything that runs. `backend` is one of Postgres' own children, taken at random. */
export type Victim = (typeof WORKERS)[number] | 'signer' | 'server' | 'chain' | 'redis' | 'postgres' | 'backend';

export type ProcessFault =
  /** SIGKILL; what was killed is started again at once. */
  | { readonly kind: 'kill'; readonly victim: Victim }
  /** SIGSTOP, and SIGCONT after `forMs`. */
  | { readonly kind: 'freeze'; readonly victim: Victim; readonly forMs: number }
  /** Asked to stop, as an operator would, and started again. */
  | { readonly kind: 'restart'; readonly victim: 'redis' | 'postgres' }
  /** Everything in Redis is gone; no process is hit. */
  | { readonly kind: 'flush' };

export type PlannedFault = ProcessFault & { readonly atMs: number };

/** Longer than a claim's or a loop's lease of five seconds: what wakes up finds that others have gone on without it. */
const BEYOND_LEASE_MS = [5_200, 7_500] as const;
const BRIEF_MS = [200, 1_500] as const;
/** One freeze in so many outlasts a lease, for those who hold one. */
const ONE_LONG_IN = 3;
/** A minute's faults, in proportion for other lengths; each `process` fault counts as one, flushes on top. */
const MEAN_GAP_MS = 1_150;
/** One fault in so many is an outage of Postgres. */
const OUTAGE_EVERY = 10;

/** Recovery after each takes Postgres seconds, and everything else with it: they come far apart. */
const outages = (): ProcessFault[] => [
  ...kills('postgres', 2),
  { kind: 'restart', victim: 'postgres' },
  ...kills('backend', 1),
];

/** Of everything else some, and more of what holds intents, keys and evidence. */
const deck = (random: Random): ProcessFault[] => [
  ...WORKERS.flatMap((victim) => [...kills(victim, 3), ...freezes(random, victim, 3)]),
  ...kills('signer', 4),
  ...freezes(random, 'signer', 3),
  ...kills('chain', 3),
  ...freezes(random, 'chain', 2),
  ...kills('server', 2),
  ...freezes(random, 'server', 1),
  ...kills('redis', 2),
  ...freezes(random, 'redis', 2),
  { kind: 'restart', victim: 'redis' },
  ...freezes(random, 'postgres', 2),
  ...freezes(random, 'backend', 2),
  ...Array.from({ length: 4 }, (): ProcessFault => ({ kind: 'flush' })),
];

const kills = (victim: Victim, times: number): ProcessFault[] =>
  Array.from({ length: times }, () => ({ kind: 'kill', victim }));

function freezes(random: Random, victim: Victim, times: number): ProcessFault[] {
  const mayOutlast = victim === 'signer' || WORKERS.some((worker) => worker === victim);
  return Array.from({ length: times }, () => {
    const [least, most] = mayOutlast && random.whole(1, ONE_LONG_IN) === 1 ? BEYOND_LEASE_MS : BRIEF_MS;
    return { kind: 'freeze', victim, forMs: random.whole(least, most) };
  });
}

/** Faults spread over the whole time, as many in each part of it. */
export function planFaults(seed: number, seconds: number): PlannedFault[] {
  const random = randomOf(seed);
  const count = Math.ceil((seconds * 1_000) / MEAN_GAP_MS);
  const gapMs = (seconds * 1_000) / count;
  const [common, rare] = [endless(random, () => deck(random)), endless(random, outages)];
  const faults = Array.from({ length: count }, (_, index) =>
    index % OUTAGE_EVERY === OUTAGE_EVERY - 1 ? rare() : common(),
  );
  leaveChainAlone(faults, seconds);
  return faults.map((fault, index) => ({ ...fault, atMs: Math.floor((index + random.next()) * gapMs) }));
}

/** For so long, from a tenth of the run on, the chain is not killed: a killed one forgets the transactions it holds back. */
const LEFT_ALONE_S = 33;

function leaveChainAlone(faults: ProcessFault[], seconds: number): void {
  const from = Math.floor(faults.length * 0.1);
  const to = Math.min(faults.length, from + Math.ceil((faults.length * LEFT_ALONE_S) / seconds));
  const killsChain = (fault: ProcessFault): boolean => fault.kind === 'kill' && fault.victim === 'chain';
  faults.slice(from, to).forEach((fault, index) => {
    if (!killsChain(fault)) return;
    const later = faults.findIndex(({ kind }, at) => at >= to && kind === 'freeze');
    const [other] = later < 0 ? [] : faults.splice(later, 1, fault);
    faults[from + index] = other ?? { kind: 'kill', victim: 'server' };
  });
}

/** Draws from a shuffled deck, and from a new one when it is used up. */
function endless(random: Random, fresh: () => readonly ProcessFault[]): () => ProcessFault {
  let cards: ProcessFault[] = [];
  return () => {
    if (cards.length === 0) cards = random.shuffled(fresh());
    return cards.pop() ?? { kind: 'flush' };
  };
}

export const isProcessFault = ({ kind }: ProcessFault): boolean => kind !== 'flush';

export function describeFault(fault: ProcessFault): string {
  if (fault.kind === 'flush') return 'FLUSHALL';
  if (fault.kind === 'freeze') return `SIGSTOP ${fault.victim} for ${fault.forMs} ms`;
  return `${fault.kind === 'kill' ? 'SIGKILL' : 'restart'} ${fault.victim}`;
}
