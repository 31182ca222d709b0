/**
 * The configured endpoints as one chain. Each is examined at the start and every heartbeat: one that names another genesis
 * hash, or whose finalized height goes back, leaves the pool until it answers rightly again.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { appError } from '#core/domain/errors.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';
import { byHealth, createMember, examine, higher, isReady, type Member, type Standing } from './member.ts';
import { EndpointError } from './transport.ts';

export interface ChainOptions {
  readonly urls: readonly string[];
  /** The chain this database belongs to; without it, what the endpoints agree on. */
  readonly expectedGenesis?: GenesisHash;
  /** Highest finalized height stored by an earlier process: an endpoint below it is not believed. */
  readonly finalizedHeightFloor?: bigint;
  /** Limit of one call. */
  readonly timeoutMs?: number;
  /** How long to wait for a first endpoint. */
  readonly connectTimeoutMs?: number;
  readonly heartbeatMs?: number;
  /** Told when an endpoint joins or leaves; `endpoint` is fit for logs. */
  readonly onStanding?: (endpoint: string, standing: Standing) => void;
}

const CONNECT_RETRY_MS = 100;

/**
 * Connects, and waits for a first endpoint that answers.
 * @throws AppError CHAIN_UNAVAILABLE when none does in time.
 * @throws Error in one sentence when an endpoint belongs to another chain than expected, or they disagree.
 */
export async function createChain(options: ChainOptions): Promise<Chain> {
  const members = options.urls.map((url, position) =>
    createMember({
      url,
      position,
      timeoutMs: options.timeoutMs ?? 5_000,
      finalizedHeightFloor: options.finalizedHeightFloor ?? 0n,
    }),
  );
  const stop = new AbortController();
  const genesisHash = await connect(members, options, stop.signal);
  const beating = heartbeat(members, genesisHash, options, stop.signal);
  return poolOf(members, genesisHash, async () => {
    stop.abort();
    await beating;
  });
}

async function connect(members: Member[], options: ChainOptions, signal: AbortSignal): Promise<GenesisHash> {
  const deadline = Date.now() + (options.connectTimeoutMs ?? 10_000);
  for (;;) {
    await examineAll(members, options.expectedGenesis ?? null, options, signal);
    const genesisHash = agreedGenesis(members, options.expectedGenesis);
    if (genesisHash !== null) return genesisHash;
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

async function examineAll(
  members: readonly Member[],
  genesisHash: GenesisHash | null,
  options: ChainOptions,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(
    members.map(async (member) => {
      const before = JSON.stringify(member.standing);
      await examine(member, genesisHash, signal);
      if (JSON.stringify(member.standing) !== before) options.onStanding?.(member.endpoint.name, member.standing);
    }),
  );
}

async function heartbeat(
  members: readonly Member[],
  genesisHash: GenesisHash,
  options: ChainOptions,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await delay(options.heartbeatMs ?? 2_000, undefined, { signal, ref: false }).catch(() => undefined);
    if (!signal.aborted) await examineAll(members, genesisHash, options, signal);
  }
}

function poolOf(members: readonly Member[], genesisHash: GenesisHash, close: () => Promise<void>): Chain {
  const ready = () => members.filter(isReady);
  const ranked = () => ready().sort(byHealth);
  return {
    genesisHash,
    quorum: Math.min(2, members.length),
    best() {
      const [best] = ranked();
      if (best === undefined) throw appError('CHAIN_UNAVAILABLE', {});
      return best.endpoint;
    },
    read: (work, signal) => readInOrder(ranked(), work, signal),
    witnesses: () => ready().map((member) => member.endpoint),
    async broadcast(raw) {
      await Promise.allSettled(ready().map((member) => member.endpoint.send(raw)));
    },
    highest: () => members.map((member) => member.highest).reduce(higher),
    close,
  };
}

async function readInOrder<T>(
  members: readonly Member[],
  work: (endpoint: ChainEndpoint) => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  let failure: unknown = appError('CHAIN_UNAVAILABLE', {});
  for (const { endpoint } of members) {
    signal?.throwIfAborted();
    try {
      return await work(endpoint);
    } catch (error) {
      if (!(error instanceof EndpointError)) throw error;
      failure = error;
    }
  }
  throw failure;
}
