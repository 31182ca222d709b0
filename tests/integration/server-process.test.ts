/** The server as a process: what it says when it cannot start, and how it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import net from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { GENESIS } from '#core/domain/clusters.ts';
import type { Localnet } from '../../localnet/start.ts';
import { buildProcesses } from '../../scripts/lib/build.mjs';
import { startTestChain } from '../support/chain.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openSocket, signUpSomebody } from '../support/graphql.ts';
import { emptyRedis } from '../support/redis.ts';
import { openRows } from '../support/rows.ts';

let database: TestDatabase;
let chain: Localnet;
let redisUrl: string;
let program: string;
beforeAll(async () => {
  program = (await buildProcesses())('server');
  [database, chain, redisUrl] = await Promise.all([cloneDatabase(), startTestChain(), emptyRedis()]);
});
afterAll(async () => {
  await chain.stop();
  await database.drop();
});

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Started {
  readonly child: ChildProcess;
  /** Everything it has written to its error output. */
  readonly said: () => string;
}

function start(env: Readonly<Record<string, string>> = {}): Started {
  const child = spawn(process.execPath, [program], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      ...{ PATH: process.env['PATH'], ...database.addresses, REDIS_URL: redisUrl },
      ...{
        SOLANA_RPC_URLS: chain.rpcUrl,
        SIGNER_SOCKET: '/nowhere/signer.sock',
        AUTH_SECRET: 'x'.repeat(32),
        PORT: '0',
      },
      ...env,
    },
  });
  children.push(child);
  let text = '';
  child.stderr?.on('data', (chunk) => {
    text += String(chunk);
  });
  return { child, said: () => text };
}

async function ready({ child, said }: Started): Promise<string> {
  const message = await Promise.race([
    once(child, 'message').then(([sent]) => sent as { type: string; url: string }),
    once(child, 'exit').then(() => Promise.reject(new Error(said()))),
  ]);
  expect(message.type).toBe('ready');
  return message.url;
}

describe('the server process', () => {
  it('D-01 says where it listens, ignores Ctrl-C, and ends on SIGTERM with its sockets closed', async () => {
    const started = start();
    const url = await ready(started);
    const person = await signUpSomebody(url);
    const socket = openSocket(url, person.token);
    const closed = new Promise<{ code: number }>((resolve) =>
      socket.on('closed', (event) => resolve(event as { code: number })),
    );
    await new Promise((resolve) =>
      socket.subscribe({ query: '{ me { role } }' }, { next: resolve, error: resolve, complete() {} }),
    );
    const hold = socket.subscribe(
      { query: 'subscription { campaignEvents(campaignId: "x") { seq } }' },
      { next() {}, error() {}, complete() {} },
    );
    started.child.kill('SIGINT');
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    started.child.kill('SIGTERM');
    expect(await once(started.child, 'exit')).toEqual([0, null]);
    hold();
    expect((await closed).code).toBeDefined();
    expect(started.said()).toBe('');
  });

  it('D-01 ends when its parent is gone', async () => {
    const started = start();
    await ready(started);
    started.child.disconnect();
    expect(await once(started.child, 'exit')).toEqual([0, null]);
  });

  it('D-01 names a taken port in one sentence', async () => {
    const other = net.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as net.AddressInfo;
    const started = start({ PORT: `${port}` });
    expect(await once(started.child, 'exit')).toEqual([1, null]);
    expect(started.said()).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program: stop it, or set PORT to a free one.\n`,
    );
    other.close();
  });

  it('S-04 names what is missing from the environment', async () => {
    const started = start({ AUTH_SECRET: '', REDIS_URL: '' });
    expect(await once(started.child, 'exit')).toEqual([1, null]);
    expect(started.said()).toBe(
      'REDIS_URL must be set (see .env.example).\nAUTH_SECRET must be set (see .env.example).\n',
    );
  });

  it('R-05 refuses a database that belongs to another chain', async () => {
    const other = await cloneDatabase();
    const rows = openRows(other.superuserUrl);
    await rows.insert('chain', { genesis_hash: GENESIS.devnet, cluster: 'devnet' });
    const started = start(other.addresses);
    expect(await once(started.child, 'exit')).toEqual([1, null]);
    expect(started.said()).toContain(GENESIS.devnet);
    expect(started.said().trim().split('\n')).toHaveLength(1);
    await rows.close();
    await other.drop();
  });
});
