/** Postgres and Redis as victims: killed, frozen, restarted, and started again on the same data and port. */
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { type PostgresOptions, startPostgres } from '../../scripts/lib/postgres.mjs';
import { type RedisOptions, type RedisServer, startRedis } from '../../scripts/lib/redis.mjs';
import { run } from '../../scripts/lib/run.mjs';
import { type Restartable, signal, type Victim } from './victim.ts';

const RETRY_MS = 100;
const PATIENCE_MS = 30_000;

/** Tries until it works: what a killed server held (memory, a port) is let go of only when its last child has gone. */
async function persist<T>(start: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await start();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(RETRY_MS);
    }
  }
}

export class PostgresVictim implements Restartable {
  readonly name = 'postgres';
  readonly #options: PostgresOptions;
  #stop: () => Promise<void>;
  readonly port: number;

  private constructor(options: PostgresOptions, server: { port: number; stop: () => Promise<void> }) {
    this.#options = options;
    this.#stop = server.stop;
    this.port = server.port;
  }

  static async start(options: PostgresOptions): Promise<PostgresVictim> {
    return new PostgresVictim(options, await startPostgres(options));
  }

  #postmaster(): number {
    const [first = ''] = fs.readFileSync(path.join(this.#options.directory, 'postmaster.pid'), 'utf8').split('\n');
    return Number(first);
  }

  /** The children come first: a frozen postmaster cannot be asked for them. */
  async pids(): Promise<number[]> {
    return [...(await this.children()), this.#postmaster()];
  }

  async children(): Promise<number[]> {
    const postmaster = this.#postmaster();
    const { output } = await run('ps', ['-A', '-o', 'pid=,ppid=']);
    const rows = output.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
    return rows.flatMap(([pid, parent]) => (pid !== undefined && parent === postmaster ? [pid] : []));
  }

  async kill(): Promise<void> {
    signal([this.#postmaster()], 'SIGKILL');
    await this.#again();
  }

  async restart(): Promise<void> {
    await this.#stop();
    await this.#again();
  }

  async #again(): Promise<void> {
    const server = await persist(() => startPostgres(this.#options));
    if (server.port !== this.port) throw new Error('something else has taken the port of Postgres');
    this.#stop = server.stop;
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

/** One of Postgres' children. Killed with SIGKILL, it takes all sessions with it, and the postmaster recovers by itself. */
export class BackendVictim implements Victim {
  readonly name = 'backend';
  readonly #postgres: PostgresVictim;
  readonly #choose: (pids: readonly number[]) => number | undefined;

  constructor(postgres: PostgresVictim, choose: (pids: readonly number[]) => number | undefined) {
    this.#postgres = postgres;
    this.#choose = choose;
  }

  async pids(): Promise<number[]> {
    const chosen = this.#choose(await this.#postgres.children());
    return chosen === undefined ? [] : [chosen];
  }

  async kill(): Promise<void> {
    signal(await this.pids(), 'SIGKILL');
  }
}

export class RedisVictim implements Restartable {
  readonly name = 'redis';
  readonly #options: RedisOptions;
  #server: RedisServer;
  #pid: number;

  private constructor(options: RedisOptions, server: RedisServer, pid: number) {
    this.#options = options;
    this.#server = server;
    this.#pid = pid;
  }

  static async start(options: RedisOptions): Promise<RedisVictim> {
    const server = await startRedis(options);
    return new RedisVictim(options, server, await pidOf(server));
  }

  get url(): string {
    return this.#server.url;
  }

  pids(): Promise<number[]> {
    return Promise.resolve([this.#pid]);
  }

  async kill(): Promise<void> {
    signal([this.#pid], 'SIGKILL');
    await this.#again();
  }

  async restart(): Promise<void> {
    await this.#server.stop();
    await this.#again();
  }

  async #again(): Promise<void> {
    const { port } = this.#server;
    this.#server = await persist(() => startRedis(this.#options));
    if (this.#server.port !== port) throw new Error('something else has taken the port of Redis');
    this.#pid = await pidOf(this.#server);
  }

  /** Everything in it is gone. */
  async flush(): Promise<void> {
    await persist(() => withRedis(this.#server, (redis) => redis.flushall()));
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

const pidOf = (server: RedisServer): Promise<number> =>
  persist(() =>
    withRedis(server, async (redis) => {
      const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
      if (!Number.isInteger(pid)) throw new Error('Redis does not tell its process id');
      return pid;
    }),
  );

async function withRedis<T>({ url }: RedisServer, work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 5_000 });
  redis.on('error', () => undefined); // the commands fail as well, and say so
  try {
    await redis.connect();
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}
