import type { Server } from 'node:http';
import type { Chain } from './chain/chain.ts';
import type { Switchboard } from './faults/switchboard.ts';
import { listenOnPair } from './listen.ts';
import { Notifier } from './pubsub/notifier.ts';
import { PubSubServer } from './pubsub/pubsub-server.ts';
import { SubscriptionRegistry } from './pubsub/subscription.ts';
import { Dispatcher } from './rpc/dispatcher.ts';
import { createRpcServer } from './rpc/http-server.ts';
import type { RpcContext } from './rpc/rpc-context.ts';

/** An address of the chain: RPC on a port, WebSocket on the next one. */
interface Endpoint {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  close(): Promise<void>;
}

export interface EndpointsOptions {
  readonly host: string;
  /** The RPC port of each address; 0 finds a free pair. */
  readonly ports: readonly number[];
  readonly chain: Chain;
  readonly context: RpcContext;
  readonly switchboard: Switchboard | undefined;
  /** Hears of errors that are ours and not the caller's. */
  readonly onFault: (method: string, error: unknown) => void;
}

/** Serves one chain behind several addresses. Throws a sentence for the user when a port is taken. */
export async function serveEndpoints(options: EndpointsOptions): Promise<readonly Endpoint[]> {
  const registry = new SubscriptionRegistry();
  const notifier = new Notifier(options.chain, registry);
  notifier.start();
  const endpoints: Endpoint[] = [];
  try {
    for (const [index, port] of options.ports.entries()) {
      const pubsub = new PubSubServer(registry, notifier, options.switchboard?.socketGate(index));
      options.switchboard?.onDropSockets(() => pubsub.dropAll());
      endpoints.push(await serveEndpoint(options, index, port, pubsub));
    }
  } catch (error) {
    await closeEndpoints(endpoints);
    throw error;
  }
  return endpoints;
}

export async function closeEndpoints(endpoints: readonly Endpoint[]): Promise<void> {
  await Promise.all(endpoints.map((endpoint) => endpoint.close()));
}

async function serveEndpoint(
  { host, context, switchboard, onFault }: EndpointsOptions,
  index: number,
  port: number,
  pubsub: PubSubServer,
): Promise<Endpoint> {
  const dispatcher = new Dispatcher(context, onFault, switchboard?.intercept(index));
  const servers = [createRpcServer(dispatcher), createRpcServer(dispatcher)] as const;
  for (const server of servers) pubsub.attach(server);
  const chosen = await listenOnPair(...servers, host, port);
  return {
    rpcUrl: `http://${host}:${chosen}`,
    wsUrl: `ws://${host}:${chosen + 1}`,
    async close() {
      pubsub.close();
      await Promise.all(servers.map(closeServer));
    },
  };
}

/** Closes a server and every connection it has. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
