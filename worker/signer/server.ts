/** Serves the signer over its socket: many connections, many requests at once on each, answers as they are ready. */
import net from 'node:net';
import type { Logger } from 'pino';
import type { SignerService } from '#core/runtime/signer.ts';
import { type Bounds, Connection, type Serving } from './connection.ts';
import { listenPrivately } from './socket.ts';

/** Far beyond what a server and its workers ask for; a process that asks without end harms the others little. */
const BOUNDS: Bounds = { open: 256, openInAll: 1_024, perSecond: 2_000 };
/** Servers and workers have one each. */
const MOST_CONNECTIONS = 64;

export interface SignerServer {
  /** Takes nothing new, answers what was asked, and closes. */
  close(): Promise<void>;
}

/** @throws Error in one sentence when another signer listens on the socket, or it would not be the signer's alone. */
export async function serveSigner(options: {
  signer: SignerService;
  socketPath: string;
  log: Logger;
  /** In place of the usual ones, for tests. */
  bounds?: Bounds;
}): Promise<SignerServer> {
  const { signer, log, bounds = BOUNDS } = options;
  const serving: Serving = { signer, log, bounds, connections: new Set(), open: 0 };
  const server = net.createServer((socket) => {
    const connection = new Connection(socket, serving);
    serving.connections.add(connection);
    socket.once('close', () => serving.connections.delete(connection));
  });
  server.maxConnections = MOST_CONNECTIONS;
  await listenPrivately(server, options.socketPath);
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all([...serving.connections].map((connection) => connection.drain()));
      await closed;
    },
  };
}
