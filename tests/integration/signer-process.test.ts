import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createSignerClient } from '#core/adapters/signer-client/client.ts';
import { buildProcesses } from '../../scripts/lib/build.mjs';
import { createWorld, type World } from '../support/world.ts';

const MASTER_KEYS = `k1:${randomBytes(32).toString('base64')}`;
const ROOT = path.resolve(import.meta.dirname, '../..');

/** What Node itself says when it is started with a debugger. */
const DEBUGGER = /^Debugger listening on|^For help, see: https:\/\/nodejs\.org/;

interface Ended {
  readonly code: number | null;
  readonly errors: string;
}

describe('the signer as a process', () => {
  let world: World;
  let folder: string;
  let child: ChildProcess;
  let program: string;
  beforeAll(async () => {
    program = (await buildProcesses())('signer');
    world = await createWorld();
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-process-'));
  });
  afterEach(() => void child.kill('SIGKILL'));
  afterAll(async () => {
    fs.rmSync(folder, { recursive: true, force: true });
    await world.close();
  });

  const environment = () => ({
    PATH: process.env['PATH'],
    SOLANA_RPC_URLS: world.connection.rpcEndpoint,
    SIGNER_SOCKET: path.join(folder, 'signer.sock'),
    DATABASE_SIGNER_URL: world.addresses.DATABASE_SIGNER_URL,
    MASTER_KEYS,
  });

  function start(env: NodeJS.ProcessEnv): { ready: Promise<unknown>; ended: Promise<Ended> } {
    child = spawn(process.execPath, [program], { cwd: ROOT, env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    return { ready: once(child, 'message').then(([message]) => message), ended: untilEnded(child) };
  }

  /** `close` does not come once the channel was closed from this side, so `exit` and the end of its words are awaited. */
  async function untilEnded(ending: ChildProcess): Promise<Ended> {
    let errors = '';
    ending.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    const [[code]] = await Promise.all([once(ending, 'exit'), once(ending.stderr as Readable, 'close')]);
    return { code, errors: errors.trim() };
  }

  it('says when it is ready, serves, and ends well when asked', async () => {
    const env = environment();
    const { ready, ended } = start(env);
    expect(await ready).toEqual({ type: 'ready' });
    const client = createSignerClient({ socketPath: env.SIGNER_SOCKET });
    const before = await client.sealingKey();
    child.kill('SIGINT');
    expect(await client.sealingKey(), 'Ctrl-C is for the parent').toEqual(before);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0, errors: '' });
    client.close();
  });

  it('W-03 opens no debugger on SIGUSR1, and dumps no memory', async () => {
    const env = environment();
    const { ready, ended } = start(env);
    await ready;
    const client = createSignerClient({ socketPath: env.SIGNER_SOCKET });
    child.kill('SIGUSR1');
    await client.sealingKey();
    const filter = `/proc/${child.pid}/coredump_filter`;
    if (fs.existsSync(filter)) expect(fs.readFileSync(filter, 'utf8').trim()).toBe('00000000');
    child.kill('SIGTERM');
    expect(await ended, 'Node says so where a debugger listens').toEqual({ code: 0, errors: '' });
    client.close();
  });

  it('ends when its parent is gone', async () => {
    const { ready, ended } = start(environment());
    await ready;
    child.disconnect();
    expect(await ended).toEqual({ code: 0, errors: '' });
  });

  it.each([
    ['a debugger', { NODE_OPTIONS: '--inspect=127.0.0.1:0' }, /^The signer does not start with --inspect: .*$/m],
    ['no master keys', { MASTER_KEYS: '' }, 'MASTER_KEYS must be set (see .env.example).'],
    ['an unusable one', { MASTER_KEYS: 'k1:c2hvcnQ=' }, /^MASTER_KEYS must be id:base64 pairs .*$/],
    [
      'no database',
      { DATABASE_SIGNER_URL: 'postgresql://s:p@127.0.0.1:1/none' },
      'The database at DATABASE_SIGNER_URL cannot be used (ECONNREFUSED).',
    ],
  ])('S-04 says in one sentence that there is %s', async (_what, over, sentence) => {
    const { ended } = start({ ...environment(), ...over });
    const { code, errors } = await ended;
    expect(code).toBe(1);
    expect(errors).toMatch(sentence);
    expect(errors.split('\n').filter((line) => !DEBUGGER.test(line))).toHaveLength(1);
  });

  it('R-05 refuses a chain other than the one its database belongs to', async () => {
    await world.rows.insert('chain', {
      genesis_hash: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
      cluster: 'devnet',
    });
    const { ended } = start(environment());
    const { code, errors } = await ended;
    expect(code).toBe(1);
    expect(errors).toContain('belongs to the chain EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG');
  });
});
