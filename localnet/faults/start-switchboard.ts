import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdminServer } from './admin-server.ts';
import type { Switchboard } from './switchboard.ts';

/** Faults are nobody's business but this machine's. */
const LOOPBACK = '127.0.0.1';

export interface AdminEndpoint {
  readonly url: string;
  readonly server: Server;
}

/** Lets the switchboard be used over HTTP. Throws a sentence for the user when the port is taken. */
export async function startAdminServer(switchboard: Switchboard, port: number): Promise<AdminEndpoint> {
  const server = createAdminServer(switchboard);
  server.listen(port, LOOPBACK);
  await once(server, 'listening').catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'EADDRINUSE' ? new Error(portTaken(port)) : error;
  });
  return { server, url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}` };
}

function portTaken(port: number): string {
  return `Port ${port} for the fault switchboard is taken; stop what uses it or set LOCALNET_FAULT_PORT to another.`;
}
