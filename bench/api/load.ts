/** Two ways to ask: at a fixed rate whatever the answers do, and as fast as answers come. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Latency, latencyOf } from '../lib/statistics.ts';

/**
 * Sends at fixed times and counts each wait from when the request was due: one that had to stand in line because the server was
 * slow counts that as well.
 */
export async function atRate(perSecond: number, seconds: number, send: () => Promise<unknown>): Promise<Latency> {
  const [waits, open]: [number[], Promise<void>[]] = [[], []];
  const begun = performance.now();
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const due = begun + (n * 1_000) / perSecond;
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    open.push(send().then(() => void waits.push(performance.now() - due)));
  }
  await Promise.all(open);
  return latencyOf(waits);
}

/** Answers a second with so many requests open all the time. */
export async function saturated(concurrency: number, seconds: number, send: () => Promise<unknown>): Promise<number> {
  const end = performance.now() + seconds * 1_000;
  let answers = 0;
  const one = async (): Promise<void> => {
    while (performance.now() < end) {
      await send();
      answers += 1;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, one));
  return Math.round(answers / seconds);
}
