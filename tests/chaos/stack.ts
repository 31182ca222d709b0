/** Everything the product consists of, each process in our own hands: started, watched over, and started again. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { buildProcesses, type EntryName } from '../../scripts/lib/build.mjs';
import { GENESIS } from '../../scripts/lib/chain.mjs';
import { type DataFolder, openDataFolder } from '../../scripts/lib/data-folder.mjs';
import { createRolesAndDatabase, databaseUrl, embeddedAddresses } from '../../scripts/lib/database.mjs';
import type { Infra } from '../../scripts/lib/infra.mjs';
import { CACHE } from '../../scripts/lib/paths.mjs';
import { SUPERUSER } from '../../scripts/lib/postgres.mjs';
import { applyMigrations, generateClient } from '../../scripts/lib/prisma.mjs';
import { ensureSecrets, INFRA_SECRETS, type Secrets } from '../../scripts/lib/secrets.mjs';
import { processEnvironments } from '../../scripts/lib/stack.mjs';
import type { StopList } from '../../scripts/lib/stop-list.mjs';
import { PostgresVictim, RedisVictim } from './infra-victims.ts';
import { WORKERS } from './plan.ts';
import { stablePort } from './ports.ts';
import { Supervised } from './supervised.ts';
import type { Timeline } from './timeline.ts';

const HOST = '127.0.0.1';
const SLOT_MS = '100';
/** What would make the stack anything but throw-away. */
const NOT_OURS = /^(DATABASE_|REDIS_URL$|SOLANA_RPC_URLS$|DATA_DIR$|LOCALNET_|MASTER_KEYS$|AUTH_SECRET$)/;

export interface ChaosStack {
  readonly folder: DataFolder;
  /** Of the server, without a slash at the end. */
  readonly url: string;
  readonly chainPorts: ChainPorts;
  readonly postgres: PostgresVictim;
  readonly redis: RedisVictim;
  /** By name: the chain, the signer, the server and the workers. */
  readonly processes: ReadonlyMap<string, Supervised>;
  /** For arranging and judging, past every grant. */
  readonly superuserUrl: string;
}

/** Where the chain listens: two addresses of it, which faults tell apart, and the switchboard. */
export interface ChainPorts {
  readonly rpcUrls: readonly [string, string];
  readonly adminUrl: string;
}

/** A folder for the run: kept when it fails. */
export function makeFolder(): DataFolder {
  return openDataFolder(fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-chaos-')));
}

/** Bundles in a place of their own: a start of other sources must not remove what is started again and again here. */
async function programs(stops: StopList): Promise<(name: EntryName) => string> {
  await generateClient();
  const built = await buildProcesses();
  const folder = fs.mkdtempSync(path.join(CACHE, 'chaos-'));
  await stops.add(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.cpSync(path.dirname(built('worker')), folder, { recursive: true });
  return (name) => path.join(folder, path.basename(built(name)));
}

async function startDatabase(folder: DataFolder, secrets: Secrets, stops: StopList): Promise<PostgresVictim> {
  const postgres = await PostgresVictim.start({
    directory: folder.postgres,
    logFile: path.join(folder.logs, 'postgres.log'),
    portsFile: folder.ports,
    superuserPassword: secrets['POSTGRES_SUPERUSER_PASSWORD'] ?? '',
  });
  await stops.add(() => postgres.stop());
  await createRolesAndDatabase(postgres.port, secrets);
  await applyMigrations(embeddedAddresses(postgres.port, secrets).DATABASE_MIGRATION_URL, undefined);
  return postgres;
}

async function startQueue(folder: DataFolder, secrets: Secrets, stops: StopList): Promise<RedisVictim> {
  const redis = await RedisVictim.start({
    directory: folder.redis,
    logFile: path.join(folder.logs, 'redis.log'),
    portsFile: folder.ports,
    password: secrets['REDIS_PASSWORD'] ?? '',
  });
  await stops.add(() => redis.stop());
  return redis;
}

/** Starts everything on the folder, and waits until all of it is ready. */
export async function startChaosStack(folder: DataFolder, timeline: Timeline, stops: StopList): Promise<ChaosStack> {
  const secrets = ensureSecrets(folder.secrets, INFRA_SECRETS);
  const [serverPort, postgresPort, redisPort] = [await stablePort(), await stablePort(), await stablePort()];
  fs.writeFileSync(folder.ports, JSON.stringify({ postgres: postgresPort, redis: redisPort }));
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => !NOT_OURS.test(name)));
  const env = { ...given, RATE_LIMIT_FACTOR: '1000' };
  const program = await programs(stops);
  const postgres = await startDatabase(folder, secrets, stops);
  const redis = await startQueue(folder, secrets, stops);
  const processes = new Map<string, Supervised>();
  const start = async (name: string, entry: EntryName, itsEnv: NodeJS.ProcessEnv): Promise<void> => {
    const options = { name, file: program(entry), env: itsEnv, logs: folder.logs };
    const one = new Supervised(options, (how) => timeline.tell(`${name} ended by itself: ${how}`));
    processes.set(name, one);
    await stops.add(() => one.stop());
    await one.begin();
  };
  const { ports: chainPorts, env: chainEnv } = await chainSettings();
  await start('chain', 'chain', { ...env, ...chainEnv, LOCALNET_DATA_DIR: folder.chain });
  const infra: Infra = {
    program,
    database: embeddedAddresses(postgres.port, secrets),
    redisUrl: redis.url,
    chain: { rpcUrls: [...chainPorts.rpcUrls], genesisHash: GENESIS.local, local: true, description: 'local' },
  };
  const envs = processEnvironments({ folder, env, infra, port: serverPort, host: HOST });
  await start('signer', 'signer', envs.signer);
  await Promise.all([
    start('server', 'server', envs.server),
    ...WORKERS.map((name) => start(name, 'worker', envs.worker)),
  ]);
  return {
    ...{ folder, chainPorts, postgres, redis, processes, url: `http://${HOST}:${serverPort}` },
    superuserUrl: databaseUrl(SUPERUSER, secrets['POSTGRES_SUPERUSER_PASSWORD'] ?? '', postgres.port),
  };
}

/** web3.js looks for the socket one port above the one of the RPC server; the second address is two above the first. */
async function chainSettings(): Promise<{ ports: ChainPorts; env: NodeJS.ProcessEnv }> {
  const [port, admin] = [await stablePort(4), await stablePort()];
  return {
    ports: { rpcUrls: [`http://${HOST}:${port}`, `http://${HOST}:${port + 2}`], adminUrl: `http://${HOST}:${admin}` },
    env: {
      ...{ LOCALNET_PORT: String(port), LOCALNET_ENDPOINTS: '2', LOCALNET_FAULT_PORT: String(admin) },
      LOCALNET_SLOT_MS: process.env['LOCALNET_SLOT_MS'] || SLOT_MS,
    },
  };
}
