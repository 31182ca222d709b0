/** Where a secret could have come to lie: files, tables, Redis, environments of processes. Each by name, with what is in it. */
import fs from 'node:fs';
import path from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';

export interface Place {
  readonly where: string;
  readonly hay: Buffer;
}

/** Every file under a folder but those whose path from it begins with one of `but`. */
export function files(folder: string, but: readonly string[] = []): Place[] {
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .filter((name) => !but.some((prefix) => name.startsWith(prefix)))
    .map((name) => ({ where: name, hay: fs.readFileSync(path.join(folder, name)) }));
}

/** Every row of every table as text, as a dump has it; bytes are hex. */
export async function tables(superuserUrl: string): Promise<Place[]> {
  const client = new pg.Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
    );
    const places: Place[] = [];
    for (const { name } of rows) {
      const { rows: lines } = await client.query<{ line: string }>(`SELECT t::text AS line FROM "${name}" t`);
      places.push({ where: `table ${name}`, hay: Buffer.from(lines.map(({ line }) => line).join('\n')) });
    }
    return places;
  } finally {
    await client.end();
  }
}

/** Every key of Redis with its value, as Redis itself would move it elsewhere, and as it answers it. */
export async function redisKeys(url: string): Promise<Place[]> {
  const redis = new Redis(url);
  try {
    const keys = await redis.keys('*');
    return await Promise.all(
      keys.map(async (key) => ({
        where: `Redis ${key}`,
        hay: Buffer.concat([Buffer.from(`${key}\n`), ...(await readValue(redis, key))]),
      })),
    );
  } finally {
    redis.disconnect();
  }
}

async function readValue(redis: Redis, key: string): Promise<Buffer[]> {
  const readers: Record<string, () => Promise<unknown>> = {
    string: () => redis.getBuffer(key),
    hash: () => redis.hgetallBuffer(key),
    list: () => redis.lrangeBuffer(key, 0, -1),
    set: () => redis.smembersBuffer(key),
    zset: () => redis.zrangeBuffer(key, '0', '-1'),
    stream: () => redis.xrangeBuffer(key, '-', '+'),
  };
  return flatten(await readers[await redis.type(key)]?.());
}

function flatten(value: unknown): Buffer[] {
  if (Buffer.isBuffer(value)) return [value, Buffer.from('\n')];
  if (Array.isArray(value)) return value.flatMap(flatten);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [Buffer.from(`${name}\n`), ...flatten(field)]);
}

/** Arguments and environment of each process of ours, as the system shows them (Linux). */
export function environments(pids: Readonly<Record<string, number>>): Place[] {
  return Object.entries(pids).flatMap(([name, pid]) =>
    ['environ', 'cmdline'].map((file) => ({
      where: `${file} of ${name}`,
      hay: fs.readFileSync(`/proc/${pid}/${file}`),
    })),
  );
}

/** Processes of ours by what they run (`server`, `worker`, …), of those whose environment names the data folder (Linux). */
export function processesOf(dataDir: string): Record<string, number> {
  const pids = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return Object.fromEntries(
    pids.flatMap((pid) => {
      const read = (file: string): string => {
        try {
          return fs.readFileSync(`/proc/${pid}/${file}`, 'utf8');
        } catch {
          return ''; // ended meanwhile, or somebody else's
        }
      };
      const [, program] = /\/(server|worker|signer)[.]mjs\0/.exec(read('cmdline')) ?? [];
      if (program === undefined || !read('environ').includes(`DATA_DIR=${dataDir}\0`)) return [];
      return [[program, Number(pid)] as const];
    }),
  );
}
