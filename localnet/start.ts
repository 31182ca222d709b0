import { Bank } from './chain/bank.ts';
import { MemoryLog } from './chain/block-log.ts';
import { bootChain } from './chain/boot.ts';
import type { Chain } from './chain/chain.ts';
import { closeEndpoints, closeServer, serveEndpoints } from './endpoints.ts';
import { Faucet } from './faucet.ts';
import { startAdminServer } from './faults/start-switchboard.ts';
import { type FaultOptions, RETAINED_BLOCKS, Switchboard } from './faults/switchboard.ts';
import { GENESIS_HASH } from './genesis.ts';
import { type BlockEngine, type BlockEngineOptions, startBlockEngine } from './jito/block-engine.ts';
import { openLog } from './log/open-log.ts';
import { loadPrograms } from './programs.ts';
import { STATUS_CACHE } from './rpc/rpc-context.ts';

export const DEFAULT_SLOT_MS = 400;
const DEFAULT_SEED = 1;

export interface LocalnetOptions {
  /** HTTP port; the WebSocket is on the next one. 0 (the default) finds a free pair. */
  readonly port?: number;
  /** HTTP ports, where the chain has several addresses, each with faults of its own. Instead of `port`. */
  readonly ports?: readonly number[] | undefined;
  readonly host?: string;
  /** Where the chain is kept. Without it the chain lives in memory alone. */
  readonly dataDir?: string | undefined;
  /** Slot time in milliseconds, or `manual`: then slots end only by {@link Localnet.tick}. */
  readonly slotMs?: number | 'manual';
  /** Starts a block engine that takes bundles for this chain. Without it there is none. */
  readonly blockEngine?: BlockEngineOptions | undefined;
  /** Opens the fault switchboard. Without it there is none, and calls cost nothing more for it. */
  readonly faults?: FaultOptions | undefined;
  /** Hears of an error that is the chain's own; `fatal` when nothing can be confirmed any more. */
  readonly onFault?: (message: string, error: unknown, fatal: boolean) => void;
}

export interface Localnet {
  /** The first address. */
  readonly rpcUrl: string;
  readonly wsUrl: string;
  /** All addresses, in the order of `ports`: the order in which rules of the switchboard number them. */
  readonly rpcUrls: readonly string[];
  readonly genesisHash: string;
  readonly blockEngine: BlockEngine | undefined;
  /** Where the fault switchboard is, if it was asked for. */
  readonly faultUrl: string | undefined;
  /** Ends this many slots, each on disk before the next. */
  tick(slots?: number): Promise<void>;
  /** Seals the open block, writes it and closes everything. */
  stop(): Promise<void>;
}

/** Starts a local chain in this process. Throws a sentence for the user when it cannot. */
export async function startLocalnet(options: LocalnetOptions = {}): Promise<Localnet> {
  const { slotMs = DEFAULT_SLOT_MS } = options;
  const faucet = new Faucet();
  const chain = await openChain(options, faucet);
  const parts = await startParts(options, chain, faucet).catch(async (error: unknown) => {
    await chain.close();
    throw error;
  });
  const clock = slotMs === 'manual' ? undefined : setInterval(() => void chain.tick(), slotMs);
  return {
    ...parts.addresses,
    async tick(slots = 1) {
      for (let ended = 0; ended < slots; ended += 1) await chain.tick();
    },
    async stop() {
      clearInterval(clock);
      await parts.stop();
      await chain.close();
    },
  };
}

function openChain({ dataDir, faults, onFault = warn }: LocalnetOptions, faucet: Faucet): Promise<Chain> {
  const bank = new Bank();
  loadPrograms(bank);
  return bootChain(
    bank,
    faucet.address,
    async (state) => (dataDir === undefined ? new MemoryLog() : openLog(dataDir, state)),
    (error) => onFault('the chain can no longer be written', error, true),
    faults === undefined ? 0 : RETAINED_BLOCKS,
  );
}

interface Parts {
  readonly addresses: Omit<Localnet, 'tick' | 'stop'>;
  stop(): Promise<void>;
}

/** All that listens: addresses, block engine, switchboard. What did start is stopped again when one cannot. */
async function startParts(options: LocalnetOptions, chain: Chain, faucet: Faucet): Promise<Parts> {
  const { port = 0, ports = [port], host = '127.0.0.1', faults, onFault = warn } = options;
  const context = { chain, faucet, genesisHash: GENESIS_HASH, statusCache: STATUS_CACHE };
  const onCallFault = (method: string, error: unknown): void => onFault(`${method} failed`, error, false);
  const switchboard = faults && new Switchboard(chain, ports.length, faults.seed ?? DEFAULT_SEED);
  const started: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of started.toReversed()) await end();
  };
  try {
    const blockEngine = await startBlockEngine(context, host, options.blockEngine, onCallFault);
    started.push(async () => blockEngine?.stop());
    const endpoints = await serveEndpoints({ host, ports, chain, context, switchboard, onFault: onCallFault });
    started.push(() => closeEndpoints(endpoints));
    const admin = switchboard && (await startAdminServer(switchboard, faults?.port ?? 0));
    if (admin !== undefined) started.push(() => closeServer(admin.server));
    const rpcUrls = endpoints.map(({ rpcUrl }) => rpcUrl);
    const [rpcUrl = '', wsUrl = ''] = [rpcUrls[0], endpoints[0]?.wsUrl];
    return {
      addresses: { rpcUrl, wsUrl, rpcUrls, genesisHash: GENESIS_HASH, blockEngine, faultUrl: admin?.url },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function warn(message: string, error: unknown): void {
  process.emitWarning(`${message}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
}
