import type { Clock } from '#core/ports/clock.ts';

export interface TestClock extends Clock {
  /** Lets so many milliseconds pass. */
  pass(milliseconds: number): void;
}

/** Stands still but for `pass`; nobody waits on it. */
export function createTestClock(): TestClock {
  let ticks = 0;
  return {
    now: () => new Date(ticks),
    ticks: () => ticks,
    wait: async () => undefined,
    pass: (milliseconds) => {
      ticks += milliseconds;
    },
  };
}
