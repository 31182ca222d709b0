/** Work done again and again. A failure is told once, waited out with growing pauses, and the loop goes on. */
import { setTimeout as delay } from 'node:timers/promises';
import type { TradeDeps } from '#core/usecases/execution/deps.ts';

export interface LoopOptions {
  readonly name: string;
  readonly log: TradeDeps['log'];
  /** One round; answers how many milliseconds to wait before the next. */
  readonly round: (signal: AbortSignal) => Promise<number>;
}

export interface Loop {
  /** Begins the next round sooner, though not before the loop has rested for as long as the last one took. */
  wake(): void;
  /** Cuts the round short and waits for it to end. */
  stop(): Promise<void>;
}

/** However often it is woken. */
const LEAST_PAUSE_MS = 50;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export function startLoop(options: LoopOptions): Loop {
  const stopping = new AbortController();
  const pauses = createPauses(stopping.signal);
  const running = run(options, pauses.take, stopping.signal);
  return {
    wake: pauses.cut,
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

interface Pause {
  readonly leastMs: number;
  readonly ms: number;
}

/** Pauses that can be cut to their least; a cut between two of them holds for the next. */
function createPauses(signal: AbortSignal) {
  let awake = new AbortController();
  signal.addEventListener('abort', () => awake.abort(), { once: true });
  const sleep = (ms: number, until: AbortSignal): Promise<void> =>
    delay(Math.max(0, ms), undefined, { signal: until }).catch(() => undefined);
  return {
    cut: () => awake.abort(),
    async take({ leastMs, ms }: Pause): Promise<void> {
      await sleep(Math.min(leastMs, ms), signal);
      await sleep(ms - leastMs, awake.signal);
      awake = new AbortController();
    },
  };
}

async function run(
  { name, log, round }: LoopOptions,
  take: (pause: Pause) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const startedAt = performance.now();
    let pause: number;
    try {
      pause = await round(signal);
      if (failures > 0) log.info({ loop: name, failures }, 'loop is well again');
      failures = 0;
    } catch (error) {
      if (signal.aborted) return;
      if (failures === 0) log.error({ loop: name, err: error }, 'loop failed; it goes on trying');
      failures += 1;
      pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures - 1, 10));
    }
    await take({ leastMs: Math.max(LEAST_PAUSE_MS, performance.now() - startedAt), ms: pause });
  }
}
