/** Serves the signer over its socket: many connections, many requests at once on each, answers as they are ready. */
import net from 'node:net';
import type { Logger } from 'pino';
import { lineReader } from '#core/contracts/line-reader.ts';
import { SIGNER_LINE_LIMIT } from '#core/contracts/signer.ts';
import type { SignerService } from '#core/runtime/signer.ts';
import { answer } from './dispatch.ts';
import { listenPrivately } from './socket.ts';

/** A connection with this many open requests is read no further until one is answered. */
const MAX_OPEN_REQUESTS = 256;

export interface SignerServer {
  /** Takes nothing new, answers what was asked, and closes. */
  close(): Promise<void>;
}

/** @throws Error when another signer listens on the socket. */
export async function serveSigner(options: {
  signer: SignerService;
  socketPath: string;
  log: Logger;
}): Promise<SignerServer> {
  const connections = new Set<{ drain(): Promise<void> }>();
  const server = net.createServer((socket) => {
    const connection = serveConnection(socket, options.signer, options.log);
    connections.add(connection);
    socket.once('close', () => connections.delete(connection));
  });
  await listenPrivately(server, options.socketPath);
  return {
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      await Promise.all([...connections].map((connection) => connection.drain()));
      await closed;
    },
  };
}

function serveConnection(socket: net.Socket, signer: SignerService, log: Logger): { drain(): Promise<void> } {
  const reader = lineReader(SIGNER_LINE_LIMIT);
  const open = new Set<Promise<void>>();

  const serve = async (line: string): Promise<void> => {
    const response = await answer(signer, log, line);
    if (response !== null && socket.writable) socket.write(`${JSON.stringify(response)}\n`);
  };
  const take = (line: string): void => {
    const work = serve(line).finally(() => {
      open.delete(work);
      if (open.size < MAX_OPEN_REQUESTS) socket.resume();
    });
    open.add(work);
    if (open.size >= MAX_OPEN_REQUESTS) socket.pause();
  };

  socket.on('data', (chunk) => {
    try {
      reader.push(chunk).forEach(take);
    } catch {
      log.warn('a connection sent a line beyond the limit and was closed');
      socket.destroy();
    }
  });
  // The other side going away is its right; what it asked for is finished all the same.
  socket.on('error', () => undefined);
  return {
    async drain() {
      socket.pause();
      await Promise.allSettled(open);
      socket.destroySoon();
    },
  };
}
