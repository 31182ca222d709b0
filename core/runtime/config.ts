/**
 * The environment, read once by each process and nowhere else. A missing or impossible value ends the start with one sentence
 * for each, which never quotes a secret. A process asks only for what it needs: the server holds no master key.
 */
import { z } from 'zod';
import { accessEnvironment } from './access-settings.ts';
import { accountEnvironment } from './account-settings.ts';
import { edgeEnvironment } from './edge-settings.ts';
import { kekSettings } from './kek-settings.ts';
import { queueSettings } from './queue-settings.ts';
import { rpcEndpoints } from './rpc-endpoints.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The start cannot go on; the message is for the operator. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

const url = (protocol: RegExp, example: string) => z.url({ protocol, error: `must be an address such as ${example}` });

const postgres = url(/^postgres(ql)?$/, 'postgresql://role:password@127.0.0.1:5432/sluice');
const redis = url(/^rediss?$/, 'redis://127.0.0.1:6379');
const lamports = z
  .string()
  .regex(/^\d{1,20}$/, 'must be a whole number of lamports')
  .transform(BigInt);
const basisPoints = z.coerce.number().int().min(1, 'must be 1 … 10,000').max(10_000, 'must be 1 … 10,000');

/** Block engines, nearest first. Left out, no campaign trades over one. */
const blockEngines = z
  .string()
  .transform((text) => text.split(',').map((part) => part.trim()))
  .pipe(z.array(url(/^https?$/, 'https://ny.testnet.block-engine.jito.wtf')))
  .default([]);

const common = {
  SOLANA_RPC_URLS: rpcEndpoints,
  SIGNER_SOCKET: z.string().min(1, 'must be the path of a Unix socket'),
  /** Most lamports that one transaction may offer a block engine. */
  MAX_TIP_LAMPORTS: lamports.default(10_000_000n),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
};

const application = {
  ...common,
  /** Reads what is due, whose it is and how it stands, across organisations. */
  DATABASE_SCHEDULER_URL: postgres,
  REDIS_URL: redis,
  JITO_BLOCK_ENGINE_URLS: blockEngines,
};

const server = z.object({
  ...application,
  ...edgeEnvironment,
  ...accountEnvironment,
  ...accessEnvironment,
  DATABASE_URL: postgres,
  /** Sign-in's own tables, which nothing else touches. */
  DATABASE_AUTH_URL: postgres,
  AUTH_SECRET: z.string().min(32, 'must be at least 32 characters of randomness'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535, 'must be a port, 0 … 65535').default(4000),
  DATA_DIR: z.string().min(1).default('.data'),
});

const worker = z.intersection(
  z.object({
    ...application,
    DATABASE_WORKER_URL: postgres,
    /** Links audit rows, and does nothing else. */
    DATABASE_CHAINER_URL: postgres,
    /** The key block engines know us by, or a file of it. Left out, we call without. */
    JITO_AUTH_KEYPAIR: z.string().optional(),
    /** Where the tips of landed bundles are published. */
    JITO_TIP_FLOOR_URL: url(/^https?$/, 'https://bundles.jito.wtf/api/v1/bundles/tip_floor').optional(),
    /** What the health page calls this process. */
    PROCESS_NAME: z
      .string()
      .regex(/^[\w.-]{1,64}$/, 'must be 1 to 64 letters, digits, dots and dashes')
      .default('worker'),
  }),
  queueSettings,
);

const signer = z.intersection(
  z.object({
    ...common,
    DATABASE_SIGNER_URL: postgres,
    /** Most lamports that one transaction may take from its wallets, fees and rent included (G-02). */
    MAX_LAMPORTS_PER_TRANSACTION: lamports.default(1_000_000_000_000n),
    /** Most lamports that one transaction may offer as priority fee. */
    MAX_PRIORITY_FEE_LAMPORTS: lamports.default(10_000_000n),
    MAX_SLIPPAGE_BPS: basisPoints.default(5_000),
    /** Largest trade, as a share of what the pool holds of the input. */
    MAX_POOL_SHARE_BPS: basisPoints.default(5_000),
  }),
  kekSettings,
);

/** What a rotation needs: the keys, and where they are stored. */
const rotation = z.intersection(
  z.object({ DATABASE_SIGNER_URL: postgres, SIGNER_SOCKET: common.SIGNER_SOCKET }),
  kekSettings,
);

export type ServerConfig = z.output<typeof server>;
export type WorkerConfig = z.output<typeof worker>;
export type SignerConfig = z.output<typeof signer>;
export type RotationConfig = z.output<typeof rotation>;

/** Empty counts as missing: that is how shells and compose files leave a variable out. */
function read<Schema extends z.ZodType>(schema: Schema, environment: Environment): z.output<Schema> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(result.error.issues.map((issue) => sentence(issue, given)).join('\n'));
}

function sentence(issue: z.core.$ZodIssue, given: Environment): string {
  const name = String(issue.path[0]);
  return name in given ? `${name} ${issue.message}.` : `${name} must be set (see .env.example).`;
}

/** @throws ConfigError */
export const serverConfig = (environment: Environment = process.env): ServerConfig => read(server, environment);

/** @throws ConfigError */
export const workerConfig = (environment: Environment = process.env): WorkerConfig => read(worker, environment);

/** @throws ConfigError */
export const signerConfig = (environment: Environment = process.env): SignerConfig => read(signer, environment);

/** @throws ConfigError */
export const rotationConfig = (environment: Environment = process.env): RotationConfig => read(rotation, environment);
