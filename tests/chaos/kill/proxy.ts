/** What stands between one process and what it talks to, sees every answer first, and may keep it. */
import net from 'node:net';

export interface Relay {
  /** What the process is given instead of the real address. */
  readonly address: string;
  close(): Promise<void>;
}

/** Whether an answer still goes to who asked: not to a process that has just been killed. */
export type Verdict = 'pass' | 'lost';

/** Handles one connection; `upstream` is the real thing's end of it. */
type Handle = (client: net.Socket, upstream: net.Socket) => void;

/** Listens on a free port, or on the path of a Unix socket. Answers the port. */
export async function listen(
  at: { port: 0 } | { path: string },
  connect: () => net.Socket,
  handle: Handle,
): Promise<{ port: number; close(): Promise<void> }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((client) => {
    const upstream = connect();
    handle(client, upstream);
    tie(client, upstream, sockets);
  });
  await new Promise<void>((resolve) => server.listen('path' in at ? at : { ...at, host: '127.0.0.1' }, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The end of one is the end of the other. */
function tie(client: net.Socket, upstream: net.Socket, sockets: Set<net.Socket>): void {
  for (const [one, other] of [
    [client, upstream],
    [upstream, client],
  ] as const) {
    sockets.add(one);
    one.on('error', () => undefined);
    one.once('close', () => {
      sockets.delete(one);
      other.destroy();
    });
  }
}
