import fs from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { DATABASE_VARIABLES, LOGINS } from '../../scripts/lib/database.mjs';

const service = z.strictObject({
  image: z.string().regex(/^[a-z]+:\d+$/),
  restart: z.literal('unless-stopped'),
  environment: z.record(z.string(), z.string()),
  command: z.array(z.string()),
  ports: z.array(z.string().regex(/^127\.0\.0\.1:/, 'published to this machine alone')),
  volumes: z.array(z.string()),
  healthcheck: z.strictObject({
    test: z.array(z.string()).min(2),
    interval: z.string(),
    timeout: z.string(),
    retries: z.number().int().positive(),
  }),
});

const composeFile = z.strictObject({
  name: z.literal('sluice'),
  services: z.strictObject({ postgres: service, redis: service }),
  volumes: z.record(z.string(), z.null()),
});

const read = (file: string): string => fs.readFileSync(file, 'utf8');
const text = read('docker-compose.yml');
const compose = composeFile.parse(parse(text));
const { postgres, redis } = compose.services;

/** Every variable of .env.example with its value there, commented out or not. */
const documented = new Map(
  [...read('.env.example').matchAll(/^#?([A-Z][A-Z0-9_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);

describe('docker-compose.yml', () => {
  it('D-02 asks only for variables that .env.example documents', () => {
    const asked = [...text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, name]) => name);
    expect(asked).toContain('REDIS_PASSWORD');
    for (const name of asked) expect([...documented.keys()]).toContain(name);
  });

  it('D-02 publishes the ports that the addresses of .env.example name', () => {
    const published = (ports: string[]): string | undefined => /:-(\d+)\}/.exec(ports[0] ?? '')?.[1];
    const port = (name: string): string => new URL(documented.get(name) ?? '').port;
    for (const name of DATABASE_VARIABLES) {
      expect(port(name)).toBe(published(postgres.ports));
    }
    expect(port('REDIS_URL')).toBe(published(redis.ports));
  });

  it('D-02 makes the roles and the database that those addresses name, from variables that it passes on', () => {
    const script = read('scripts/docker/create-roles.sh');
    expect(postgres.volumes).toContain(
      './scripts/docker/create-roles.sh:/docker-entrypoint-initdb.d/create-roles.sh:ro',
    );
    for (const name of DATABASE_VARIABLES) {
      const { username, pathname } = new URL(documented.get(name) ?? '');
      expect(script).toContain(`CREATE ROLE ${username} LOGIN`);
      expect(LOGINS.map(({ role }) => role)).toContain(username);
      expect(script).toContain(`CREATE DATABASE ${pathname.slice(1)} OWNER`);
    }
    for (const [, variable = ''] of script.matchAll(/"\$([A-Z_]+)"/g))
      expect(postgres.environment).toHaveProperty(variable);
  });

  it('E-04 Postgres keeps what it has acknowledged, and Redis never evicts a job', () => {
    expect(postgres.image).toBe('postgres:17');
    expect(postgres.command).toEqual(expect.arrayContaining(['fsync=on', 'synchronous_commit=on']));
    expect(redis.image).toBe('redis:7');
    expect(redis.command.join(' ')).toContain('--appendonly yes --appendfsync everysec');
    expect(redis.command.join(' ')).toContain('--maxmemory-policy noeviction');
  });

  it('keeps its data in volumes that it declares', () => {
    const used = [...postgres.volumes, ...redis.volumes].map((volume) => volume.split(':')[0] ?? '');
    expect(used.filter((name) => !name.startsWith('.')).sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});

describe('.env.example', () => {
  /** What the product reads: the schemas in core/runtime, by their keys. */
  const product = fs
    .readdirSync('core/runtime')
    .filter((file) => file === 'config.ts' || file.endsWith('-settings.ts'))
    .flatMap((file) => [...read(`core/runtime/${file}`).matchAll(/^ {2,4}([A-Z][A-Z0-9_]+): /gm)])
    .map(([, name = '']) => name);

  /** What the scripts read. */
  const scripts = fs
    .readdirSync('scripts', { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.m?ts$|\.mjs$/.test(file) && !file.includes('.test.'))
    .flatMap((file) => [...read(`scripts/${file}`).matchAll(/\benv\[["']([A-Z][A-Z0-9_]+)["']\]/g)])
    .map(([, name = '']) => name);

  it('S-04 documents every variable that the product and the scripts read', () => {
    expect(product).toContain('MASTER_KEYS');
    expect(scripts).toContain('DATA_DIR');
    /** Set by a parent process for its own child, or by the system. */
    const internal = ['SLUICE_URL', 'SLUICE_STARTED_AT', 'PRISMA_SCHEMA_ENGINE_BINARY', 'CHECKPOINT_DISABLE', 'PATH'];
    for (const name of [...product, ...scripts]) {
      if (!internal.includes(name))
        expect([...documented.keys()], `${name} is read but not documented`).toContain(name);
    }
  });

  it('S-04 holds no secret', () => {
    for (const name of ['MASTER_KEYS', 'AUTH_SECRET', 'POSTGRES_OWNER_PASSWORD', 'REDIS_PASSWORD']) {
      expect(documented.get(name)).toBe('');
    }
  });
});
