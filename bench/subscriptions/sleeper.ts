/** A client that asks for everything there is and then stops reading. */
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Subscription } from './clients.ts';

export interface Sleeper {
  /** Reads again what stood before it. Returns the code that its connection was ended with. */
  wakeUp(): Promise<number>;
}

export async function startSleeper(url: string, { token, query, variables }: Subscription): Promise<Sleeper> {
  const socket = new WebSocket(url, 'graphql-transport-ws', { perMessageDeflate: false });
  const closed = once(socket, 'close');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { token } }));
  await once(socket, 'message');
  socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query, variables } }));
  await once(socket, 'message');
  socket.pause();
  return {
    async wakeUp() {
      socket.resume();
      const [code] = await closed;
      return code as number;
    },
  };
}
