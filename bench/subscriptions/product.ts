/** An event on its way through the product to many sockets, then the same while one client does not read. */
import { setTimeout as sleep } from 'node:timers/promises';
import { gatherCrowd } from './crowd.ts';
import { type FanOut, measureFanOut } from './fan-out.ts';
import { kibibytesPerSocket } from './memory.ts';
import { startSleeper } from './sleeper.ts';
import type { Stage } from './stage.ts';

export interface ProductFigures {
  readonly lastReceipt: FanOut;
  readonly kibibytesPerSocket: number;
  /** While a client does not read, to the last of those that do. */
  readonly withSleeper: FanOut;
  /** What the server's memory grew by meanwhile. */
  readonly sleeperMebibytes: number;
  /** That the server ended the sleeper's connection with: 4290. */
  readonly sleeperCode: number;
  /** A message as it was sent. */
  readonly text: string;
}

/** The server gives up a client that does not read after ten seconds, and breaks the connection fifteen after that. */
const ASLEEP_MS = 18_000;

export async function measureProduct(stage: Stage, sockets: number, events: number): Promise<ProductFigures> {
  const { socketUrl: url, publisher, serverUsage: usage } = stage;
  const before = usage();
  const crowd = await gatherCrowd({ url, sockets, subscription: await stage.subscription(publisher.head()) });
  try {
    const memory = await kibibytesPerSocket(sockets, before, usage);
    const receipt = crowd.received();
    await publisher.publish();
    const { text } = await receipt;
    const lastReceipt = await measureFanOut(crowd, events, publisher.publish, usage);
    const sleeper = await startSleeper(url, await stage.subscription(0));
    const awake = usage().residentBytes;
    const awoken = sleep(ASLEEP_MS).then(() => sleeper.wakeUp());
    const withSleeper = await measureFanOut(crowd, events, publisher.publish, usage);
    const sleeperMebibytes = Math.round((usage().residentBytes - awake) / 2 ** 20);
    const sleeperCode = await awoken;
    return { lastReceipt, kibibytesPerSocket: memory, withSleeper, sleeperMebibytes, sleeperCode, text };
  } finally {
    await crowd.stop();
  }
}
