/** The machine's own time. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '#core/ports/clock.ts';

export const systemClock: Clock = {
  now: () => new Date(),
  ticks: () => performance.now(),
  wait: (milliseconds, signal) => delay(milliseconds, undefined, signal === undefined ? {} : { signal }),
};
