import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { AuthServiceService } from 'jito-ts/dist/gen/block-engine/auth.js';
import { SearcherServiceService } from 'jito-ts/dist/gen/block-engine/searcher.js';
import type { Chain } from '../chain/chain.ts';
import { Dispatcher } from '../rpc/dispatcher.ts';
import { createRpcServer } from '../rpc/http-server.ts';
import type { RpcContext } from '../rpc/rpc-context.ts';
import { Auth, type AuthOptions } from './auth.ts';
import { Bundles } from './bundles.ts';
import { authService, searcherService } from './grpc-services.ts';
import { bundleMethods } from './rpc-methods.ts';
import { openTipAccounts } from './tip-accounts.ts';

export interface BlockEngineOptions extends AuthOptions {
  /** gRPC without TLS; JSON-RPC is on the next port. 0 (the default) finds free ones. */
  readonly port?: number;
}

/** A block engine as searchers see it, whose one validator is the local chain. */
export interface BlockEngine {
  /** `host:port` for gRPC. */
  readonly grpcAddress: string;
  /** JSON-RPC over HTTP. */
  readonly rpcUrl: string;
  /** From now on, whether bundles are answered with their id and then dropped without a word. */
  swallow(swallowing: boolean): void;
  stop(): Promise<void>;
}

/** Begins to take bundles, unless no options are given. Throws a sentence for the user when a port is taken. */
export async function startBlockEngine(
  context: RpcContext & { readonly chain: Chain },
  host: string,
  options: BlockEngineOptions | undefined,
  onFault: (method: string, error: unknown) => void,
): Promise<BlockEngine | undefined> {
  if (options === undefined) return undefined;
  const { port = 0, ...auth } = options;
  const { chain } = context;
  openTipAccounts(chain);
  chain.events.on('slot', () => openTipAccounts(chain));
  const bundles = new Bundles(chain);
  const grpc = grpcServer({ chain, bundles, auth: new Auth(auth) });
  const grpcPort = await bind(grpc, host, port);
  const rpc = createRpcServer(new Dispatcher(context, onFault, undefined, bundleMethods(chain, bundles)));
  const rpcPort = await listen(rpc, host, port === 0 ? 0 : port + 1).catch((error: unknown) => {
    grpc.forceShutdown();
    throw error;
  });
  return {
    grpcAddress: `${host}:${grpcPort}`,
    rpcUrl: `http://${host}:${rpcPort}`,
    swallow: (swallowing) => bundles.swallow(swallowing),
    async stop() {
      grpc.forceShutdown();
      rpc.close();
      rpc.closeAllConnections();
      await once(rpc, 'close');
    },
  };
}

function grpcServer(parts: Parameters<typeof searcherService>[0]): Server {
  const server = new Server();
  server.addService(SearcherServiceService, searcherService(parts));
  server.addService(AuthServiceService, authService(parts.auth));
  return server;
}

function bind(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(new Error(portTaken(port), { cause: error }));
    });
  });
}

async function listen(server: HttpServer, host: string, port: number): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(portTaken(port), { cause: error });
  });
  return (server.address() as AddressInfo).port;
}

const portTaken = (port: number): string =>
  `The local block engine needs port ${port}, and it is taken; stop what uses it or set LOCALNET_BLOCK_ENGINE_PORT to another port.`;
