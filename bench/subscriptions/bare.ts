/** The same bytes to as many sockets, from a server that does nothing else. */
import { fileURLToPath } from 'node:url';
import { startChild } from '../lib/children.ts';
import { usageOf } from '../lib/processes.ts';
import type { BareOrder, BareSaid } from './bare-server.ts';
import { gatherCrowd } from './crowd.ts';
import { type FanOut, measureFanOut } from './fan-out.ts';
import { kibibytesPerSocket } from './memory.ts';
import type { Stage } from './stage.ts';

export interface BareFigures {
  readonly lastReceipt: FanOut;
  readonly kibibytesPerSocket: number;
}

const SERVER = fileURLToPath(new URL('./bare-server.ts', import.meta.url));

export async function measureBare(stage: Stage, sockets: number, events: number, text: string): Promise<BareFigures> {
  const { redisUrl, topic, publisher } = stage;
  const server = startChild<BareSaid>(SERVER, { redisUrl, topic: topic.campaignId, text } satisfies BareOrder);
  const usage = () => usageOf(server.pid);
  try {
    const { url } = await server.next();
    const before = usage();
    const crowd = await gatherCrowd({ url, sockets, subscription: null });
    try {
      const perSocket = await kibibytesPerSocket(sockets, before, usage);
      return { lastReceipt: await measureFanOut(crowd, events, publisher.ring, usage), kibibytesPerSocket: perSocket };
    } finally {
      await crowd.stop();
    }
  } finally {
    await server.stop();
  }
}
