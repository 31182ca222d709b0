/**
 * Many sockets in one process. Says `ready` when all are connected and have asked for events, then, each time all have been given
 * one more message, when the last of them got it. It reads no more of a message than that it is one.
 */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { monotonicMs, readOrder } from '../lib/children.ts';

export interface ClientsOrder {
  readonly url: string;
  readonly sockets: number;
  /** What they subscribe with; null for a server that sends to whoever is connected. */
  readonly subscription: Subscription | null;
}

export interface Subscription {
  readonly token: string;
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export type ClientsSaid =
  | { readonly type: 'ready' }
  /** `text` is one of the messages. */
  | { readonly type: 'received'; readonly at: number; readonly text: string };

const AT_ONCE = 50;
const PROTOCOL = 'graphql-transport-ws';

const order = readOrder<ClientsOrder>();
const say = (message: ClientsSaid): void => void process.send?.(message);
let received = 0;

function onMessage(data: Buffer): void {
  received += 1;
  if (received % order.sockets === 0) say({ type: 'received', at: monotonicMs(), text: String(data) });
}

async function connect(): Promise<void> {
  const { subscription } = order;
  const socket = new WebSocket(order.url, subscription === null ? [] : [PROTOCOL], { perMessageDeflate: false });
  socket.on('close', (code) => process.exit(code === 1000 ? 0 : 1));
  await once(socket, 'open');
  if (subscription !== null) await subscribe(socket, subscription);
  socket.on('message', onMessage);
}

async function subscribe(socket: WebSocket, { token, query, variables }: Subscription): Promise<void> {
  socket.send(JSON.stringify({ type: 'connection_init', payload: { token } }));
  await once(socket, 'message');
  // As our clients do, each operation has an id of its own.
  socket.send(JSON.stringify({ id: crypto.randomUUID(), type: 'subscribe', payload: { query, variables } }));
}

for (let from = 0; from < order.sockets; from += AT_ONCE) {
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, order.sockets - from) }, connect));
}
say({ type: 'ready' });
process.once('disconnect', () => process.exit(0));
