import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Free pairs looked for before giving up; each miss means some other program holds the next port. */
const MAX_TRIES = 50;

/**
 * Makes two servers listen on a port and the one after it: web3.js derives the WebSocket's address so.
 * Port 0 finds a free pair. Returns the first port. Throws a sentence for the user when a port is taken.
 */
export async function listenOnPair(first: Server, second: Server, host: string, port: number): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryPair(first, second, host, port);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (port !== 0) throw new Error(portTaken(port));
      if (tries === MAX_TRIES) throw new Error('No two free ports in a row were found for the local chain.');
    }
  }
}

async function tryPair(first: Server, second: Server, host: string, port: number): Promise<number> {
  const chosen = await listen(first, host, port);
  try {
    await listen(second, host, chosen + 1);
    return chosen;
  } catch (error) {
    first.close();
    await once(first, 'close');
    throw error;
  }
}

async function listen(server: Server, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

function portTaken(port: number): string {
  return (
    `The local chain needs ports ${port} (RPC) and ${port + 1} (WebSocket), and one of them is taken; ` +
    'stop what uses it or set LOCALNET_PORT to another port.'
  );
}
