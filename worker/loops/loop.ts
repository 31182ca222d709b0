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
  /** Cuts the round short and waits for it to end. */
  stop(): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5_000;

export function startLoop(options: LoopOptions): Loop {
  const stopping = new AbortController();
  const running = run(options, stopping.signal);
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function run({ name, log, round }: LoopOptions, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
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
    await delay(pause, undefined, { signal }).catch(() => undefined);
  }
}
