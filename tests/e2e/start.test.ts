import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { CampaignDocument, CreateCampaignDocument, SignInDocument } from '#client/generated/operations.ts';
import { freePort } from '../../scripts/lib/ports.mjs';
import { type Ask, createAsk } from './support/api.ts';

/** `npm start` as a person runs it, with its output collected. */
interface Start {
  readonly child: ChildProcess;
  /** Everything printed so far. */
  output(): string;
  /** Resolves when the output matches; rejects when the program ends first. */
  prints(pattern: RegExp): Promise<void>;
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

const LONGEST_START_MS = 150_000;

describe('npm start', () => {
  let folder: string;
  let port: number;
  let running: Start[] = [];
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-start-'));
    port = await freePort();
  });
  afterAll(async () => {
    for (const start of running) if (start.child.exitCode === null) await start.end('SIGTERM');
    running = [];
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function start(...args: string[]): Start {
    const env = { ...process.env, DATA_DIR: folder, PORT: String(port) };
    const child = spawn(process.execPath, ['scripts/start.mjs', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = once(child, 'exit');
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (part) => (text += part));
    const started: Start = {
      child,
      output: () => text,
      prints: (pattern) =>
        vi.waitFor(
          () => {
            if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${text}`);
            expect(text).toMatch(pattern);
          },
          { timeout: LONGEST_START_MS, interval: 50 },
        ),
      end: async (signal) => {
        child.kill(signal);
        const [code] = await exited;
        return code;
      },
    };
    running.push(started);
    return started;
  }

  /** Everything that still runs on the data folder, by command line. */
  function processes(): string[] {
    return fs.readdirSync('/proc').flatMap((pid) => {
      if (!/^\d+$/.test(pid)) return [];
      try {
        const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        const environment = fs.readFileSync(`/proc/${pid}/environ`, 'utf8');
        return command.includes(folder) || environment.includes(`DATA_DIR=${folder}`) ? [command] : [];
      } catch {
        return []; // it ended while we looked
      }
    });
  }

  /** Processes of a start, by what their command line names. */
  const childrenOf = ({ child }: Start, name: string): string[] =>
    fs.readdirSync('/proc').filter((pid) => {
      if (!/^\d+$/.test(pid)) return false;
      return /^PPid:\s(\d+)$/m.exec(statusOf(pid))?.[1] === String(child.pid) && commandOf(pid).includes(name);
    });

  const query = async (text: string): Promise<unknown> => {
    const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: text }),
    });
    return response.json();
  };

  const blockHeight = async (): Promise<number> => {
    const { chain } = JSON.parse(fs.readFileSync(path.join(folder, 'ports.json'), 'utf8'));
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'getBlockHeight',
      params: [{ commitment: 'confirmed' }],
    });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`http://127.0.0.1:${chain}`, { method: 'POST', headers, body });
    return (await response.json()).result;
  };

  const secrets = (): string => fs.readFileSync(path.join(folder, 'secrets.env'), 'utf8');

  const READY = /Sluice is running/;
  const FILL = /bought .* DRIP .* slot \d+/;
  const CAMPAIGN = /\/campaigns\/[0-9a-f-]{36}/;
  const campaignOf = (start: Start | undefined): string | undefined => CAMPAIGN.exec(start?.output() ?? '')?.[0];
  let height = 0;
  let ask: Ask;
  let mine = '';

  it('P-03 D-01 from an empty folder to a swap on the chain, the console and a healthy server', async () => {
    const first = start();
    await first.prints(FILL);
    expect(first.output()).toContain(`Console: http://127.0.0.1:${port}`);
    expect(first.output()).toMatch(/demo@/);
    const health = await fetch(`http://127.0.0.1:${port}/health/ready`);
    expect(health.status, await health.text()).toBe(200);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(await page.text()).toContain('<div id="root">');
    expect(await query('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  it('D-01 a second start says that one is running, and leaves it alone', async () => {
    const second = start();
    const [code] = await once(second.child, 'exit');
    expect(code).toBe(1);
    expect(second.output()).toMatch(/Sluice is already running on this data folder \(process \d+, http:.*\)\. Stop it/);
    expect((await fetch(`http://127.0.0.1:${port}/health/live`)).status).toBe(200);
  });

  it('D-01 what a person makes in the demo account is left alone', async () => {
    const { email, password } = JSON.parse(fs.readFileSync(path.join(folder, 'demo.json'), 'utf8'));
    const { signIn } = await createAsk(`http://127.0.0.1:${port}`)(SignInDocument, { input: { email, password } });
    ask = createAsk(`http://127.0.0.1:${port}`, signIn.accessToken);
    const id = campaignOf(running[0])?.split('/').at(-1) ?? '';
    const { token, pool, wallet } = (await ask(CampaignDocument, { id })).campaign;
    const plan = { budget: '1000', durationSeconds: 60, slices: 10 };
    const parts = { tokenId: token.id, poolId: pool.id, walletId: wallet.id, slippageBps: 100, twapBuy: plan };
    const input = { ...parts, name: 'Mine', idempotencyKey: 'a-person-made-this' };
    mine = (await ask(CreateCampaignDocument, { input })).createCampaign.id;
  });

  it('D-01 Ctrl-C stops everything cleanly', async () => {
    height = await blockHeight();
    expect(await running[0]?.end('SIGINT')).toBe(0);
    expect(processes()).toEqual([]);
  });

  it('D-01 E-08 the next start goes on where it was, chain and campaign included', async () => {
    const before = secrets();
    const next = start();
    await next.prints(FILL);
    expect(await blockHeight()).toBeGreaterThan(height);
    expect(campaignOf(next)).toBe(campaignOf(running[0]));
    expect((await ask(CampaignDocument, { id: mine })).campaign.status).toBe('DRAFT');
    expect(secrets()).toBe(before);
  });

  it('D-01 E-08 a process that dies is started again, says so in one sentence, and trading goes on', async () => {
    const current = running.at(-1)!;
    const workers = () => childrenOf(current, 'worker.mjs');
    const [worker] = workers();
    process.kill(Number(worker), 'SIGKILL');
    await current.prints(/worker-1 +ended unexpectedly and is started again/);
    await vi.waitFor(() => expect(workers()).toHaveLength(1), { timeout: 60_000, interval: 100 });
    expect(workers()).not.toContain(worker);
    const fills = () => current.output().match(new RegExp(FILL, 'g'))?.length ?? 0;
    const before = fills();
    await vi.waitFor(() => expect(fills()).toBeGreaterThan(before + 1), { timeout: 60_000, interval: 100 });
    expect(await current.end('SIGTERM')).toBe(0);
    expect(processes()).toEqual([]);
  });

  it('D-01 E-08 killed outright, our processes end by themselves, and the next start takes over what is left', async () => {
    const killed = start();
    await killed.prints(READY);
    await killed.end('SIGKILL');
    const ours = () => processes().filter((command) => command.includes('.mjs'));
    await vi.waitFor(() => expect(ours()).toEqual([]), { timeout: 30_000, interval: 100 });
    const next = start();
    await next.prints(READY);
    expect(await next.end('SIGTERM')).toBe(0);
    expect(processes()).toEqual([]);
  });

  it('D-01 --fresh begins anew', async () => {
    const before = secrets();
    const fresh = start('--fresh');
    await fresh.prints(CAMPAIGN);
    expect(secrets()).not.toBe(before);
    expect(campaignOf(fresh)).not.toBe(campaignOf(running[0]));
    expect(await fresh.end('SIGINT')).toBe(0);
    expect(processes()).toEqual([]);
  });
});

const read = (file: string): string => {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return ''; // it ended while we looked
  }
};
const statusOf = (pid: string): string => read(`/proc/${pid}/status`);
const commandOf = (pid: string): string => read(`/proc/${pid}/cmdline`);
