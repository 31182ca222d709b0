/** The server over real Postgres and Redis, listening on a free port, with a chain that does not answer and a fake signer. */
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import pino from 'pino';
import { GENESIS } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { ServerConfig } from '#core/runtime/config.ts';
import { assembleServerRuntime, type ServerRuntime } from '#core/runtime/server.ts';
import { openDatabase, openSchedule } from '#core/store/db.ts';
import { createApp } from '../../server/app.ts';
import { cloneDatabase, type TestDatabase } from './database.ts';
import { createFakeSigner } from './fake-signer.ts';
import { type Mails, mailsIn } from './mails.ts';
import { emptyRedis } from './redis.ts';
import { openRows, type Rows } from './rows.ts';
import { MAX_TIP, type World } from './world.ts';

export interface TestServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly runtime: ServerRuntime;
  readonly rows: Rows;
  /** Of the database, one for each role. */
  readonly addresses: TestDatabase['addresses'];
  /** Every line the server has logged. */
  readonly logged: string[];
  readonly mails: Mails;
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly redisUrl?: string;
  readonly consoleFolder?: string;
  /** Whose database and chain to serve; without it, a database of its own and a chain that does not answer. */
  readonly world?: World;
  /** To the database, at the most; for tests that ask many things at once. */
  readonly connections?: number;
  /** What the operator set. */
  readonly settings?: Partial<ServerConfig>;
}

const noEndpoint = () => appError('CHAIN_UNAVAILABLE', {});

/** An endpoint that never answers. */
const silentChain: Chain = {
  genesisHash: GENESIS.local as GenesisHash,
  quorum: 1,
  best: () => {
    throw noEndpoint();
  },
  read: () => Promise.reject(noEndpoint()),
  witnesses: () => [],
  broadcast: async () => undefined,
  highest: () => ({ slot: 0n, blockHeight: 0n }),
  status: () => [],
  close: async () => undefined,
};

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { world } = options;
  const [database, redisUrl] = await Promise.all([
    world === undefined ? cloneDatabase() : null,
    options.redisUrl ?? emptyRedis(),
  ]);
  const { addresses } = (database ?? world) as Pick<TestDatabase, 'addresses'>;
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-server-'));
  const config = testConfig(addresses, redisUrl, { DATA_DIR: dataDir, ...options.settings });
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const runtime = assembleServerRuntime(config, {
    log,
    db: openDatabase({ url: addresses.DATABASE_URL, max: options.connections ?? 10, applicationName: 'test' }),
    schedule: openSchedule({ url: addresses.DATABASE_SCHEDULER_URL, max: 4, applicationName: 'test' }),
    chain: world === undefined ? silentChain : { ...world.chain, close: async () => undefined },
    signer: { ...(world?.signer ?? createFakeSigner()), close: () => undefined },
  });
  const app = await createApp({ runtime, log, consoleFolder: options.consoleFolder ?? '' });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const rows = database === null ? null : openRows(database.superuserUrl);
  return {
    ...{ url, runtime, logged, addresses, mails: mailsIn(path.join(dataDir, 'mail')) },
    rows: rows ?? (world as World).rows,
    async stop() {
      await app.close();
      await Promise.all([runtime.close(), rows?.close()]);
      await Promise.all([database?.drop(), rm(dataDir, { recursive: true, force: true })]);
    },
  };
}

const testConfig = (
  addresses: TestDatabase['addresses'],
  redisUrl: string,
  over: Partial<ServerConfig>,
): ServerConfig => ({
  ...addresses,
  SOLANA_RPC_URLS: [],
  SIGNER_SOCKET: '',
  MAX_TIP_LAMPORTS: MAX_TIP,
  JITO_BLOCK_ENGINE_URLS: [],
  LOG_LEVEL: 'info',
  REDIS_URL: redisUrl,
  AUTH_SECRET: randomBytes(32).toString('base64'),
  HOST: '127.0.0.1',
  PORT: 0,
  DATA_DIR: '',
  MAIL_FROM: 'Sluice <sluice@example.test>',
  RATE_LIMIT_PER_MINUTE: 100,
  // Tests do in a second what people do in an hour.
  RATE_LIMIT_FACTOR: 1_000,
  OPERATIONS: 'any',
  ALLOWED_ORIGINS: [],
  TRUSTED_PROXIES: [],
  OIDC_ISSUERS: [],
  ...over,
});
