import type { Server } from 'node:http';
import { Bank } from './chain/bank.ts';
import { MemoryLog } from './chain/block-log.ts';
import { bootChain } from './chain/boot.ts';
import type { Chain } from './chain/chain.ts';
import { Faucet } from './faucet.ts';
import { GENESIS_HASH } from './genesis.ts';
import { listenOnPair } from './listen.ts';
import { openLog } from './log/open-log.ts';
import { loadPrograms } from './programs.ts';
import { Notifier } from './pubsub/notifier.ts';
import { PubSubServer } from './pubsub/pubsub-server.ts';
import { SubscriptionRegistry } from './pubsub/subscription.ts';
import { Dispatcher } from './rpc/dispatcher.ts';
import { createRpcServer } from './rpc/http-server.ts';

export const DEFAULT_SLOT_MS = 400;

export interface LocalnetOptions {
  /** HTTP port; the WebSocket is on the next one. 0 (the default) finds a free pair. */
  readonly port?: number;
  readonly host?: string;
  /** Where the chain is kept. Without it the chain lives in memory alone. */
  readonly dataDir?: string | undefined;
  /** Slot time in milliseconds, or `manual`: then slots end only by {@link Localnet.tick}. */
  readonly slotMs?: number | 'manual';
  /** Hears of an error that is the chain's own; `fatal` when nothing can be confirmed any more. */
  readonly onFault?: (message: string, error: unknown, fatal: boolean) => void;
}

export interface Localnet {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly genesisHash: string;
  /** Ends this many slots, each on disk before the next. */
  tick(slots?: number): Promise<void>;
  /** Seals the open block, writes it and closes everything. */
  stop(): Promise<void>;
}

/** Starts a local chain in this process. Throws a sentence for the user when it cannot. */
export async function startLocalnet(options: LocalnetOptions = {}): Promise<Localnet> {
  const { port = 0, host = '127.0.0.1', dataDir, slotMs = DEFAULT_SLOT_MS, onFault = warn } = options;
  const faucet = new Faucet();
  const bank = new Bank();
  loadPrograms(bank);
  const chain = await bootChain(
    bank,
    faucet.address,
    async (state) => (dataDir === undefined ? new MemoryLog() : openLog(dataDir, state)),
    (error) => onFault('the chain can no longer be written', error, true),
  );
  const dispatcher = new Dispatcher({ chain, faucet, genesisHash: GENESIS_HASH }, (method, error) =>
    onFault(`${method} failed`, error, false),
  );
  const servers = [createRpcServer(dispatcher), createRpcServer(dispatcher)] as const;
  const pubsub = servePubSub(chain, servers);
  const chosen = await listenOnPair(...servers, host, port).catch(async (error: unknown) => {
    await chain.close();
    throw error;
  });
  const clock = slotMs === 'manual' ? undefined : setInterval(() => void chain.tick(), slotMs);
  return {
    rpcUrl: `http://${host}:${chosen}`,
    wsUrl: `ws://${host}:${chosen + 1}`,
    genesisHash: GENESIS_HASH,
    async tick(slots = 1) {
      for (let ended = 0; ended < slots; ended += 1) await chain.tick();
    },
    async stop() {
      clearInterval(clock);
      pubsub.close();
      await Promise.all(servers.map(closeServer));
      await chain.close();
    },
  };
}

function servePubSub(chain: Chain, servers: readonly Server[]): PubSubServer {
  const registry = new SubscriptionRegistry();
  const notifier = new Notifier(chain, registry);
  notifier.start();
  const pubsub = new PubSubServer(registry, notifier);
  for (const server of servers) pubsub.attach(server);
  return pubsub;
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function warn(message: string, error: unknown): void {
  process.emitWarning(`${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
