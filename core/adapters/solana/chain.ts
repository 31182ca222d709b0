/**
 * The configured endpoints as one chain. Each is examined at the start, every heartbeat and on every reconnect: one that names
 * another genesis hash, or whose finalized height goes back, leaves the pool until it answers rightly again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '#core/adapters/clock.ts';
import { appError } from '#core/domain/errors.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Chain, ChainEndpoint, EndpointStanding } from '#core/ports/chain.ts';
import { EndpointError } from './endpoint-error.ts';
import { type EndpointSettings, webSocketUrl } from './endpoint-settings.ts';
import { compareSlots, createMember, higher, isReady, isUsable, type Member, quorumOf, statusOf } from './member.ts';
import { createRanking } from './ranking.ts';
import { sendTransactions } from './send-transactions.ts';
import { examineAndTell, watchStandings } from './watch-standings.ts';

export interface ChainOptions {
  readonly endpoints: readonly EndpointSettings[];
  /** The chain this database belongs to; without it, what the endpoints agree on. */
  readonly expectedGenesis?: GenesisHash;
  /** Highest finalized height stored by an earlier process: an endpoint below it is not believed. */
  readonly finalizedHeightFloor?: bigint;
  /** How long to wait for a first endpoint. */
  readonly connectTimeoutMs?: number;
  readonly heartbeatMs?: number;
  /** Told when an endpoint joins or leaves; `endpoint` is fit for logs. */
  readonly onStanding?: (endpoint: string, standing: EndpointStanding) => void;
}

/** The chain, with what is beside its endpoints' RPC. */
export interface SolanaPool extends Chain {
  /** Addresses of the endpoints' WebSockets, best first. They hold keys. */
  sockets(): readonly string[];
}

const CONNECT_TIMEOUT_MS = 10_000;
const CONNECT_RETRY_MS = 100;
const HEARTBEAT_MS = 2_000;

/**
 * Connects, and waits for a first endpoint that answers.
 * @throws AppError CHAIN_UNAVAILABLE when none does in time.
 * @throws Error in one sentence when an endpoint belongs to another chain than expected, or they disagree.
 */
export async function createChain(options: ChainOptions): Promise<SolanaPool> {
  const stop = new AbortController();
  const members = options.endpoints.map((settings, position) =>
    createMember({ settings, position, finalizedHeightFloor: options.finalizedHeightFloor ?? 0n, clock: systemClock }),
  );
  const disconnect = (): void => {
    for (const { transport } of members) transport.close();
  };
  try {
    const genesisHash = await connect(members, options, stop.signal);
    const watch = { genesisHash, heartbeatMs: options.heartbeatMs ?? HEARTBEAT_MS, onStanding: onStandingOf(options) };
    const watching = watchStandings(members, watch, stop.signal);
    return poolOf(members, genesisHash, async () => {
      stop.abort();
      await watching;
      disconnect();
    });
  } catch (error) {
    disconnect();
    throw error;
  }
}

const onStandingOf = ({ onStanding }: ChainOptions) => onStanding ?? (() => undefined);

async function connect(members: Member[], options: ChainOptions, signal: AbortSignal): Promise<GenesisHash> {
  const deadline = Date.now() + (options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS);
  const genesisHash = options.expectedGenesis ?? null;
  for (;;) {
    const examination = { genesisHash, onStanding: onStandingOf(options) };
    await Promise.all(members.map((member) => examineAndTell(member, members, examination, signal)));
    compareSlots(members);
    const agreed = agreedGenesis(members, options.expectedGenesis);
    if (agreed !== null) return agreed;
    if (Date.now() >= deadline) throw appError('CHAIN_UNAVAILABLE', {});
    await delay(CONNECT_RETRY_MS);
  }
}

/** Null while no endpoint has joined. */
function agreedGenesis(members: readonly Member[], expected: GenesisHash | undefined): GenesisHash | null {
  const named = new Set(members.flatMap((member) => member.genesisHash ?? []));
  const [first, other] = named;
  if (expected !== undefined) {
    if (first !== undefined && !named.has(expected)) {
      throw new Error(`SOLANA_RPC_URLS names the chain ${first}, but this database belongs to the chain ${expected}`);
    }
    return members.some(isReady) ? expected : null;
  }
  if (other !== undefined) throw new Error(`SOLANA_RPC_URLS names two chains: ${first} and ${other}`);
  return members.some(isReady) ? (first ?? null) : null;
}

function poolOf(members: readonly Member[], genesisHash: GenesisHash, close: () => Promise<void>): SolanaPool {
  const ranked = createRanking(members, systemClock);
  return {
    genesisHash,
    quorum: quorumOf(members),
    best() {
      const [best] = ranked();
      if (best === undefined) throw appError('CHAIN_UNAVAILABLE', {});
      return best.endpoint;
    },
    read: (work, signal) => readInOrder(ranked(), work, signal),
    witnesses: () => members.filter(isReady).map((member) => member.endpoint),
    async broadcast(raws) {
      await Promise.allSettled(members.filter(isUsable).map(({ transport }) => sendTransactions(transport, raws)));
    },
    highest: () => members.map((member) => member.highest).reduce(higher),
    status: () => members.map(statusOf),
    sockets: () => ranked().map(({ settings }) => webSocketUrl(settings)),
    close,
  };
}

async function readInOrder<T>(
  members: readonly Member[],
  work: (endpoint: ChainEndpoint) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let failure: unknown = null;
  for (const { endpoint } of members) {
    signal?.throwIfAborted();
    try {
      return await work(endpoint);
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      failure = error;
    }
  }
  throw failure ?? appError('CHAIN_UNAVAILABLE', {});
}
