/** One event after another to a crowd: how long until the last of it has each. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProcessUsage } from '../lib/processes.ts';
import { median, percentile } from '../lib/statistics.ts';
import type { Crowd } from './crowd.ts';

export interface FanOut {
  /** Milliseconds from the ring to the last receipt. */
  readonly p50: number;
  readonly p95: number;
  /** Milliseconds of a processor that the server took for each event. */
  readonly cpu: number;
}

const WARM_UP = 5;
const PAUSE_MS = 50;

const tenth = (value: number): number => Math.round(value * 10) / 10;

/** `ring` says when it rang. Events that come first are not counted: code is compiled, and sockets become live. */
export async function measureFanOut(
  crowd: Crowd,
  events: number,
  ring: () => Promise<number> | number,
  usage: () => ProcessUsage,
): Promise<FanOut> {
  let before = usage().cpuSeconds;
  const waits: number[] = [];
  for (let n = 0; n < WARM_UP + events; n += 1) {
    if (n === WARM_UP) before = usage().cpuSeconds;
    const receipt = crowd.received();
    const rung = await ring();
    waits.push((await receipt).at - rung);
    await sleep(PAUSE_MS);
  }
  const counted = waits.slice(WARM_UP);
  const cpu = tenth(((usage().cpuSeconds - before) * 1_000) / events);
  return { cpu, p50: tenth(median(counted)), p95: tenth(percentile(counted, 0.95)) };
}
