/** A subscription's side of its socket: answers go out as messages of the graphql-transport-ws protocol. */
import type { WebSocket } from 'ws';
import type { Line } from '../graphql/sharing/source.ts';

/** Bytes that may wait in this process for a client to read, besides what the kernel holds. */
const MOST_WAITING = 64 * 1024;

/** `id` is the one that the client gave the operation. */
export function lineOf(socket: WebSocket, id: string, cut: () => void): Line {
  const before = `{"id":${JSON.stringify(id)},"type":"next","payload":`;
  const isOpen = (): boolean => socket.readyState === socket.OPEN;
  return {
    offer(answer) {
      if (!isOpen() || socket.bufferedAmount > MOST_WAITING) return false;
      socket.send(`${before}${answer}}`);
      return true;
    },
    give: (answer) =>
      new Promise((resolve) => {
        if (!isOpen()) return resolve(false);
        // What went wrong closes the socket, and that ends the subscription.
        socket.send(`${before}${answer}}`, (error) => resolve(error == null));
      }),
    cut,
  };
}
