/** The server over real Postgres and Redis, listening on a free port, with a chain that does not answer and a fake signer. */
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import pino from 'pino';
import { GENESIS } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import type { Chain } from '#core/ports/chain.ts';
import { assembleServerRuntime, type ServerRuntime } from '#core/runtime/server.ts';
import { openDatabase } from '#core/store/db.ts';
import { createApp } from '../../server/app.ts';
import { cloneDatabase } from './database.ts';
import { createFakeSigner } from './fake-signer.ts';
import { emptyRedis } from './redis.ts';
import { openRows, type Rows } from './rows.ts';

export interface TestServer {
  /** Without a slash at the end. */
  readonly url: string;
  readonly runtime: ServerRuntime;
  readonly rows: Rows;
  /** Every line the server has logged. */
  readonly logged: string[];
  stop(): Promise<void>;
}

export interface TestServerOptions {
  readonly redisUrl?: string;
  readonly consoleFolder?: string;
  readonly chain?: Chain;
}

/** An endpoint that never answers. */
const silentChain: Chain = {
  genesisHash: GENESIS.local as GenesisHash,
  quorum: 1,
  best: () => {
    throw appError('CHAIN_UNAVAILABLE', {});
  },
  witnesses: () => [],
  broadcast: async () => undefined,
  highest: () => ({ slot: 0n, blockHeight: 0n }),
  close: async () => undefined,
};

export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const [database, redisUrl] = await Promise.all([cloneDatabase(), options.redisUrl ?? emptyRedis()]);
  const { DATABASE_URL } = database.addresses;
  const config = {
    SOLANA_RPC_URLS: [],
    SIGNER_SOCKET: '',
    LOG_LEVEL: 'info' as const,
    DATABASE_URL,
    REDIS_URL: redisUrl,
    AUTH_SECRET: randomBytes(32).toString('base64'),
    HOST: '127.0.0.1',
    PORT: 0,
    DATA_DIR: os.tmpdir(),
  };
  const runtime = assembleServerRuntime(config, {
    db: openDatabase({ url: DATABASE_URL, max: 10, applicationName: 'test' }),
    chain: options.chain ?? silentChain,
    signer: { ...createFakeSigner(), close: () => undefined },
  });
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  const app = await createApp({ runtime, log, consoleFolder: options.consoleFolder ?? os.tmpdir() });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const rows = openRows(database.superuserUrl);
  return {
    ...{ url, runtime, rows, logged },
    async stop() {
      await app.close();
      await Promise.all([runtime.close(), rows.close()]);
      await database.drop();
    },
  };
}
