/** The least that could be done: when the bus rings, one message to every socket, with the library the product uses. */
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import { createEventBus } from '#core/adapters/redis/event-bus.ts';
import { readOrder } from '../lib/children.ts';

export interface BareOrder {
  readonly redisUrl: string;
  /** Whose bell it listens to. */
  readonly topic: string;
  /** What it sends. */
  readonly text: string;
}

export interface BareSaid {
  readonly url: string;
}

const { redisUrl, topic, text } = readOrder<BareOrder>();
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
await once(server, 'listening');
await createEventBus(redisUrl).listen(topic as never, () => {
  for (const socket of server.clients) socket.send(text);
});
process.send?.({ url: `ws://127.0.0.1:${(server.address() as { port: number }).port}` } satisfies BareSaid);
process.once('disconnect', () => process.exit(0));
