/** Composition root of the worker. It holds no key: what is signed, the signer signs. */
import { randomUUID } from 'node:crypto';
import { createConsumer, type FailedTry } from '#core/adapters/bullmq/consumer.ts';
import { createQueue } from '#core/adapters/bullmq/producer.ts';
import { systemClock } from '#core/adapters/clock.ts';
import { createRouteSender } from '#core/adapters/jito/route-sender.ts';
import { createProcessMeter } from '#core/adapters/process-meter.ts';
import { createEventBus } from '#core/adapters/redis/event-bus.ts';
import { createSignerClient } from '#core/adapters/signer-client/client.ts';
import { createChain, type SolanaPool } from '#core/adapters/solana/chain.ts';
import { compileMessage } from '#core/adapters/solana/message.ts';
import { createRpcSender } from '#core/adapters/solana/rpc-sender.ts';
import { createSignatureHints } from '#core/adapters/solana/signature-hints.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import { type IntentQueueName, type JobQueueName, QUEUE_PREFIX, type QueuePolicies } from '#core/contracts/queues.ts';
import { SIGN_REQUESTS_LIMIT } from '#core/contracts/signer.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Log } from '#core/ports/log.ts';
import type { QueueConsumer } from '#core/ports/queue.ts';
import type { SignatureHints } from '#core/ports/signature-hints.ts';
import type { TaskQueue } from '#core/ports/task-queue.ts';
import { storedChain } from '#core/store/chain.ts';
import { createClaimStore } from '#core/store/claim-store.ts';
import { type Database, openDatabase, openSchedule, type Schedule } from '#core/store/db.ts';
import { holdLease, releaseLease } from '#core/store/leases.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners, type Owners } from '#core/store/owners.ts';
import { createScanStore } from '#core/store/scan-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { createTrackingStore } from '#core/store/tracking-store.ts';
import { type Chainer, createChainer } from '#core/usecases/audit/link-audit.ts';
import { adoptChain } from '#core/usecases/chain/adopt-chain.ts';
import type { DispatchDeps } from '#core/usecases/dispatch/dispatch-due.ts';
import { batchTrades, type TradeJob } from '#core/usecases/execution/batch-trades.ts';
import { createBlockhashCache } from '#core/usecases/execution/blockhash-cache.ts';
import { createComputeBudgets } from '#core/usecases/execution/compute-budgets.ts';
import type { TradeDeps } from '#core/usecases/execution/deps.ts';
import { runTrades } from '#core/usecases/execution/run-trade.ts';
import type { TradeOutcome } from '#core/usecases/execution/trade-result.ts';
import { createHeartbeat, type Heartbeat } from '#core/usecases/health/heartbeat.ts';
import { type WorkerConfig, workerConfig } from './config.ts';
import { type Jito, openJito } from './jito.ts';

/** Jobs at once, and a few for the loops. */
const DATABASE_CONNECTIONS = 24;
/** Loops ask one after the other. */
const SCHEDULE_CONNECTIONS = 6;
/** One loop, one transaction at a time. */
const CHAINER_CONNECTIONS = 1;

export interface JobSource {
  readonly queue: JobQueueName;
  /** Gets the payload as it came. */
  readonly handle: (payload: unknown, jobId: string) => Promise<void>;
  readonly onError: (error: unknown, failed: FailedTry) => void;
}

/** Jobs that come while so many batches are at work wait for one of them, and go together. */
const TRADE_BATCHES = 2;
/** As many as the signer takes in one line. */
const TRADE_BATCH = SIGN_REQUESTS_LIMIT;

export interface WorkerRuntime {
  readonly trade: TradeDeps;
  /** Wakes the tracker sooner than its next round. */
  readonly hints: SignatureHints;
  /** Runs one job of a queue of intents, together with others when many come at once (docs/execution.md, steps 2 to 5). */
  runIntent(queue: IntentQueueName, job: TradeJob): Promise<TradeOutcome>;
  readonly database: DispatchDeps;
  readonly owners: Owners;
  /** Links the audit log, by a role that can do nothing else. */
  readonly chainer: Chainer;
  /** Work that sends no transaction. */
  readonly tasks: TaskQueue;
  readonly policies: QueuePolicies;
  /** Tells of this process on the health page. */
  readonly heartbeat: Heartbeat;
  /** Begins to take a queue's jobs. */
  consume(source: JobSource): QueueConsumer;
  /** Takes or renews the lease of a loop that one worker is enough for. */
  holdLease(name: string, ttlMs: number): Promise<boolean>;
  releaseLease(name: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens everything the worker needs; Redis and the signer may still be away.
 * @throws ConfigError, AppError CHAIN_UNAVAILABLE, or an Error in one sentence; nothing stays open then.
 */
export async function openWorker(config: WorkerConfig, log: Log): Promise<WorkerRuntime> {
  const databases = openDatabases(config);
  try {
    const chain = await connectChain(config, databases.db, log);
    return runtimeOver(config, { ...{ databases, chain }, jito: await openJitoOf(chain, config, log) }, log);
  } catch (error) {
    await databases.close();
    throw error;
  }
}

/** A pool for each of the worker's roles. */
interface Databases {
  readonly db: Database;
  readonly schedule: Schedule;
  readonly links: Database;
  close(): Promise<void>;
}

function openDatabases(config: WorkerConfig): Databases {
  const applicationName = 'sluice-worker';
  const db = openDatabase({ url: config.DATABASE_WORKER_URL, max: DATABASE_CONNECTIONS, applicationName });
  const schedule = openSchedule({ url: config.DATABASE_SCHEDULER_URL, max: SCHEDULE_CONNECTIONS, applicationName });
  const links = openDatabase({ url: config.DATABASE_CHAINER_URL, max: CHAINER_CONNECTIONS, applicationName });
  return {
    ...{ db, schedule, links },
    close: async () => void (await Promise.all([db.close(), schedule.close(), links.close()])),
  };
}

/** The chain this database belongs to; at the first start, from now on. Mainnet is refused. */
async function connectChain(config: WorkerConfig, db: Database, log: Log): Promise<SolanaPool> {
  const stored = await storedChain(db.as(NO_TENANT));
  const chain = await createChain({
    endpoints: config.SOLANA_RPC_URLS,
    ...(stored === null
      ? {}
      : { expectedGenesis: stored.genesisHash, finalizedHeightFloor: stored.highestFinalizedHeight }),
    onStanding: (endpoint, standing) => log.info({ endpoint, standing }, 'endpoint'),
  });
  try {
    await adoptChain(db.as(NO_TENANT), chain.genesisHash);
    return chain;
  } catch (error) {
    await chain.close();
    throw error;
  }
}

/** @throws as `openJito`; the chain is closed then */
async function openJitoOf(chain: Chain, config: WorkerConfig, log: Log): Promise<Jito | null> {
  try {
    return openJito(config, { genesisHash: chain.genesisHash, clock: systemClock, log });
  } catch (error) {
    await chain.close();
    throw error;
  }
}

const batchedTrades = (trade: TradeDeps): ((job: TradeJob) => Promise<TradeOutcome>) =>
  batchTrades({
    run: (intents, signal) => runTrades(trade, intents, signal),
    maxInFlight: TRADE_BATCHES,
    maxItems: TRADE_BATCH,
  });

interface Connected {
  readonly databases: Databases;
  readonly chain: SolanaPool;
  readonly jito: Jito | null;
}

function runtimeOver(config: WorkerConfig, { databases, chain, jito }: Connected, log: Log): WorkerRuntime {
  const { db, schedule } = databases;
  const owners = createOwners(db.as(NO_TENANT));
  const crossing = { schedule, owners };
  const holder = randomUUID();
  const meter = createProcessMeter();
  const bus = createEventBus(config.REDIS_URL);
  const signer = createSignerClient({ socketPath: config.SIGNER_SOCKET });
  const queue = createQueue({
    redisUrl: config.REDIS_URL,
    prefix: QUEUE_PREFIX,
    policies: config.queues,
    onFailure: (name, error) => log.warn({ queue: name, err: error }, 'jobs not handed over; they will be again'),
  });
  const common = { chain, queue, bus, clock: systemClock, log, newId, policies: config.queues };
  const sender = createRouteSender({ rpc: createRpcSender(chain), blockEngine: jito?.blockEngine ?? null });
  const trade: TradeDeps = {
    ...{ ...common, signer, compile: compileMessage, sender },
    ...{ claims: createClaimStore(db, owners), tracking: createTrackingStore(db, crossing) },
    scans: createScanStore(db, crossing),
    venues: new Map([[raydiumVenue.id, raydiumVenue]]),
    transfers: solanaTransfers,
    blockhashes: createBlockhashCache(chain),
    budgets: createComputeBudgets(chain),
  };
  const [trades, withdrawals] = [batchedTrades(trade), batchedTrades(trade)];
  // Who wants his money out does not wait behind trades.
  const roads = { 'trade.buy': trades, 'trade.sell': trades, 'funds.gather': withdrawals } as const;
  const hints = createSignatureHints({ sockets: chain.sockets, clock: systemClock });
  return {
    ...{ trade, hints },
    runIntent: (name, job) => roads[name](job),
    database: { ...common, db, schedule, tips: jito?.tips ?? null },
    owners,
    chainer: createChainer(databases.links),
    tasks: queue,
    policies: config.queues,
    heartbeat: createHeartbeat({ db, meter }, { kind: 'worker', name: config.PROCESS_NAME }),
    consume: (source) =>
      createConsumer({
        ...{ redisUrl: config.REDIS_URL, prefix: QUEUE_PREFIX, concurrency: config.queues[source.queue].concurrency },
        ...source,
      }),
    holdLease: (name, ttlMs) => holdLease(db.as(NO_TENANT), { name, holder, ttlMs }),
    releaseLease: (name) => releaseLease(db.as(NO_TENANT), { name, holder }),
    async close() {
      signer.close();
      meter.close();
      jito?.close();
      await Promise.allSettled([queue.close(), bus.close(), hints.close(), chain.close()]);
      await databases.close();
    },
  };
}

/** The worker's part of the environment. @throws ConfigError */
export const readWorkerConfig = (): WorkerConfig => workerConfig();
