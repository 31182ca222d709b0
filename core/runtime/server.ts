/** What the server is made of: its use cases' dependencies, put together from the environment. */

import { createBetterAuth } from '#core/adapters/auth/better-auth.ts';
import { createIdentity } from '#core/adapters/auth/identity.ts';
import { createQueueMonitor } from '#core/adapters/bullmq/monitor.ts';
import { createQueue } from '#core/adapters/bullmq/producer.ts';
import { systemClock } from '#core/adapters/clock.ts';
import { createProcessMeter } from '#core/adapters/process-meter.ts';
import { createEventBus } from '#core/adapters/redis/event-bus.ts';
import { createRedisPing, type RedisPing } from '#core/adapters/redis/ping.ts';
import { createRateLimiter } from '#core/adapters/redis/rate-limiter.ts';
import { createShortMemory } from '#core/adapters/redis/short-memory.ts';
import { createSignerClient, type SignerClient } from '#core/adapters/signer-client/client.ts';
import { createChain } from '#core/adapters/solana/chain.ts';
import { createTokenReader } from '#core/adapters/solana/mint.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import { raydiumVenue } from '#core/adapters/venues/raydium/raydium-venue.ts';
import { QUEUE_PREFIX } from '#core/contracts/queues.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import type { Identity } from '#core/ports/identity.ts';
import type { Log } from '#core/ports/log.ts';
import type { Probe } from '#core/ports/probe.ts';
import type { Queue } from '#core/ports/queue.ts';
import type { QueueMonitor } from '#core/ports/queue-monitor.ts';
import type { RateLimiter } from '#core/ports/rate-limiter.ts';
import type { ShortMemory } from '#core/ports/short-memory.ts';
import type { Signer } from '#core/ports/signer.ts';
import type { TaskQueue } from '#core/ports/task-queue.ts';
import type { TokenReader } from '#core/ports/token-reader.ts';
import type { Transfers } from '#core/ports/transfers.ts';
import type { Venue } from '#core/ports/venue.ts';
import { storedChain } from '#core/store/chain.ts';
import { type Database, openDatabase, openSchedule, type Schedule } from '#core/store/db.ts';
import { someLeaseHeld } from '#core/store/heartbeat.ts';
import { newId } from '#core/store/new-id.ts';
import { openPrisma } from '#core/store/prisma.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { createStandings, type Standings } from '#core/usecases/account/standings.ts';
import type { JitoTerms } from '#core/usecases/campaign/parse-route.ts';
import { adoptChain } from '#core/usecases/chain/adopt-chain.ts';
import { type CampaignFeed, createCampaignFeed } from '#core/usecases/event/campaign-feed.ts';
import { createHeartbeat, type Heartbeat } from '#core/usecases/health/heartbeat.ts';
import { type AccessParts, accessParts } from './access-settings.ts';
import { type AccountParts, accountParts } from './account-settings.ts';
import { type ServerConfig, serverConfig } from './config.ts';
import { type EdgeSettings, edgeSettings } from './edge-settings.ts';
import { jitoTerms } from './jito.ts';

/** What any use case the server calls may ask for. */
export interface ServerRuntime extends AccountParts, AccessParts {
  readonly db: Database;
  readonly log: Log;
  /** What administrators see of all organisations. */
  readonly schedule: Schedule;
  readonly bus: EventBus;
  readonly chain: Chain;
  readonly venue: Venue;
  readonly transfers: Transfers;
  readonly tokens: TokenReader;
  readonly memory: ShortMemory;
  readonly signer: Signer;
  readonly clock: Clock;
  /** What campaigns may ask of block engines; null where none is configured. */
  readonly jito: JitoTerms | null;
  readonly identity: Identity;
  readonly standings: Standings;
  readonly feed: CampaignFeed;
  /** Hands over what an administrator has tried again. */
  readonly queue: Queue & TaskQueue;
  readonly monitor: QueueMonitor;
  /** How the public edge is set up. */
  readonly edge: EdgeSettings;
  readonly limiter: RateLimiter;
  /** Tells of this process on the health page. */
  readonly heartbeat: Heartbeat;
  /** The parts it leans on. */
  readonly probes: readonly Probe[];
  close(): Promise<void>;
}

/** @throws ConfigError one sentence for each missing or impossible value */
export const readServerConfig = (): ServerConfig => serverConfig();

const MOST_CONNECTIONS = 16;
/** The event feed's, and the health page's. */
const MOST_SCHEDULE_CONNECTIONS = 4;
/** For sign-ups, sign-ins and refreshes alone. */
const MOST_AUTH_CONNECTIONS = 4;

/**
 * Connects to everything, and binds the database to the chain.
 * @throws Error in one sentence when the chain is refused, AppError CHAIN_UNAVAILABLE when none answers.
 */
export async function createServerRuntime(config: ServerConfig, log: Log): Promise<ServerRuntime> {
  const db = openDatabase({ url: config.DATABASE_URL, max: MOST_CONNECTIONS, applicationName: 'sluice-server' });
  const schedule = openSchedule({
    url: config.DATABASE_SCHEDULER_URL,
    max: MOST_SCHEDULE_CONNECTIONS,
    applicationName: 'sluice-server',
  });
  try {
    const chain = await connectChain(db, config);
    const signer = createSignerClient({ socketPath: config.SIGNER_SOCKET });
    return assembleServerRuntime(config, { db, schedule, chain, signer, log });
  } catch (error) {
    await Promise.all([db.close(), schedule.close()]);
    throw error;
  }
}

/** What a test may bring itself. Closing the runtime closes them. */
export interface ServerParts {
  readonly db: Database;
  readonly schedule: Schedule & { close(): Promise<void> };
  readonly chain: Chain;
  readonly signer: SignerClient;
  readonly log: Log;
}

/** Puts the rest together. Nothing connects before it is used. */
export function assembleServerRuntime(
  config: ServerConfig,
  { db, schedule, chain, signer, log }: ServerParts,
): ServerRuntime {
  const prisma = openPrisma({
    url: config.DATABASE_AUTH_URL,
    max: MOST_AUTH_CONNECTIONS,
    applicationName: 'sluice-auth',
  });
  const bus = createEventBus(config.REDIS_URL);
  const redis = createRedisPing(config.REDIS_URL);
  const memory = createShortMemory(config.REDIS_URL);
  const feed = createCampaignFeed({ db, schedule, bus });
  const queue = createQueue({ redisUrl: config.REDIS_URL, prefix: QUEUE_PREFIX });
  const monitor = createQueueMonitor({ redisUrl: config.REDIS_URL, prefix: QUEUE_PREFIX });
  const limiter = createRateLimiter(config.REDIS_URL);
  const meter = createProcessMeter();
  const auth = createBetterAuth({ prisma, secret: config.AUTH_SECRET, baseUrl: baseUrl(config), newId: () => newId() });
  const account = accountParts(config, baseUrl(config), log);
  return {
    ...account,
    ...accessParts(config, { auth, db, log }),
    log,
    db,
    schedule,
    bus,
    chain,
    venue: raydiumVenue,
    transfers: solanaTransfers,
    tokens: createTokenReader(chain),
    memory,
    signer,
    clock: systemClock,
    jito: jitoTerms(config, chain.genesisHash),
    identity: createIdentity(auth, newId),
    standings: createStandings(db),
    feed,
    queue,
    monitor,
    edge: edgeSettings(config),
    limiter,
    heartbeat: createHeartbeat({ db, meter }, { kind: 'server', name: 'server' }),
    probes: probes({ db, redis, chain, signer }),
    async close() {
      feed.close();
      redis.close();
      memory.close();
      limiter.close();
      signer.close();
      meter.close();
      await account.mailer.close();
      await Promise.all([bus.close(), chain.close(), prisma.$disconnect(), queue.close(), monitor.close()]);
      await Promise.all([db.close(), schedule.close()]);
    },
  };
}

const baseUrl = ({ HOST, PORT }: ServerConfig): string => `http://${HOST.includes(':') ? `[${HOST}]` : HOST}:${PORT}`;

async function connectChain(db: Database, config: ServerConfig): Promise<Chain> {
  const stored = await storedChain(db.as(NO_TENANT));
  const chain = await createChain({
    endpoints: config.SOLANA_RPC_URLS,
    ...(stored === null
      ? {}
      : { expectedGenesis: stored.genesisHash, finalizedHeightFloor: stored.highestFinalizedHeight }),
  });
  try {
    await adoptChain(db.as(NO_TENANT), chain.genesisHash);
    jitoTerms(config, chain.genesisHash);
    return chain;
  } catch (error) {
    await chain.close();
    throw error;
  }
}

function probes(parts: { db: Database; redis: RedisPing; chain: Chain; signer: SignerClient }): Probe[] {
  const { db, redis, chain, signer } = parts;
  return [
    { name: 'postgres', essential: true, check: async () => void (await db.as(NO_TENANT).query({ text: 'SELECT 1' })) },
    { name: 'redis', essential: false, check: () => redis.ping() },
    { name: 'chain', essential: false, check: async () => void chain.best() },
    { name: 'signer', essential: false, check: async () => void (await signer.sealingKey()) },
    { name: 'worker', essential: false, check: () => requireWorker(db) },
  ];
}

async function requireWorker(db: Database): Promise<void> {
  if (!(await someLeaseHeld(db.as(NO_TENANT)))) throw new Error('no worker holds a lease');
}
