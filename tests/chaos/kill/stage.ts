/**
 * The product's signer and two workers as processes, each with proxies of its own between it and Postgres, the chain and the
 * signer: the test sees every answer before they do.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSignerClient } from '#core/adapters/signer-client/client.ts';
import { WSOL_MINT } from '#core/domain/ids.ts';
import { newId } from '#core/store/new-id.ts';
import { buildProcesses, type EntryName } from '../../../scripts/lib/build.mjs';
import { StopList } from '../../../scripts/lib/stop-list.mjs';
import { emptyRedis } from '../../support/redis.ts';
import { type Desk, openDesk, openWallet, type TestWallet } from '../../support/trading-desk.ts';
import { createWorld, type World } from '../../support/world.ts';
import { Supervised } from '../supervised.ts';
import { startPostgresProxy } from './postgres-proxy.ts';
import type { Done } from './postgres-wire.ts';
import type { Verdict } from './proxy.ts';
import { type Called, startRpcProxy } from './rpc-proxy.ts';
import { type Answered, startSignerProxy } from './signer-proxy.ts';

export type Happening = { readonly process: Supervised } & (
  | { readonly kind: 'statement'; readonly done: Done }
  | { readonly kind: 'call'; readonly called: Called }
  | { readonly kind: 'signer'; readonly answered: Answered }
);

export interface Watcher {
  /** Called for everything, in the order it happens, before the process hears of it. */
  onHappening(happening: Happening): Verdict;
  /** Before a transaction leaves for the chain; what is answered here instead is all that becomes of it. */
  onSend(raw: Buffer): string | undefined;
}

export interface Stage {
  readonly world: World;
  readonly workers: readonly [Supervised, Supervised];
  readonly signer: Supervised;
  readonly desk: Desk;
  /** A campaign whose run begins now. */
  startRun(terms: RunTerms): Promise<StartedRun>;
  allUp(): Promise<void>;
  close(): Promise<void>;
}

export interface RunTerms {
  /** Lamports. */
  readonly budget: bigint;
  readonly durationMs: number;
  /** Trades of the budget, evenly over the time. */
  readonly slices: number;
}

export interface StartedRun {
  readonly campaignId: string;
  readonly runId: string;
}

const SLOT_MS = 100;
/** Signatures of one wallet wait for each other; runs take turns with these. */
const WALLETS = 5;
const FUNDS = 20_000_000_000n;

/** Without a watcher there are no proxies. */
export async function openStage(watcher: Watcher | null): Promise<Stage> {
  const stops = new StopList();
  const close = () => stops.stop();
  try {
    const program = await buildProcesses();
    const world = await createWorld({ slotMs: SLOT_MS });
    await stops.add(() => world.close());
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-kill-'));
    await stops.add(() => fs.rmSync(folder, { recursive: true, force: true }));
    const start = startersOf({ world, watcher, stops, folder, program, redisUrl: await emptyRedis() });
    const signer = await start.signer();
    const workers = [await start.worker('worker-1'), await start.worker('worker-2')] as const;
    const client = createSignerClient({ socketPath: path.join(folder, 'signer.sock') });
    const desk = await openDesk(world, client);
    const wallets = [desk.wallet];
    while (wallets.length < WALLETS) wallets.push(await openWallet(world, client, desk.actor, FUNDS));
    client.close();
    let started = 0;
    const nextWallet = (): TestWallet => wallets[started++ % wallets.length] ?? desk.wallet;
    const all = [signer, ...workers];
    return {
      ...{
        world,
        workers,
        signer,
        close,
        desk,
        startRun: (terms) => startRun(world, { ...desk, wallet: nextWallet() }, terms),
      },
      allUp: async () => void (await Promise.all(all.map((one) => one.up()))),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Setting {
  readonly world: World;
  readonly watcher: Watcher | null;
  readonly stops: StopList;
  readonly folder: string;
  readonly redisUrl: string;
  readonly program: (name: EntryName) => string;
}

function startersOf({ world, watcher, stops, folder, redisUrl, program }: Setting) {
  const socket = path.join(folder, 'signer.sock');
  const common = { PATH: process.env['PATH'], LOG_LEVEL: 'warn' };

  /** Proxies first, since the process needs their addresses; they learn of the process when it is there. */
  const start = async (name: string, entry: EntryName, environment: (to: Passages) => Promise<NodeJS.ProcessEnv>) => {
    let one: Supervised | null = null;
    const tell = (happening: object): Verdict =>
      one === null ? 'pass' : (watcher?.onHappening({ ...happening, process: one } as Happening) ?? 'pass');
    const onSend = (raw: Buffer): string | undefined => watcher?.onSend(raw);
    const env = await environment(watcher === null ? STRAIGHT : passages(stops, tell, onSend));
    one = new Supervised({ name, file: program(entry), env: { ...common, ...env }, logs: folder }, () => undefined);
    const started = one;
    await stops.add(() => started.stop());
    await started.begin();
    return started;
  };

  return {
    signer: () =>
      start('signer', 'signer', async (to) => ({
        DATABASE_SIGNER_URL: await to.postgres(world.addresses.DATABASE_SIGNER_URL),
        SOLANA_RPC_URLS: await to.rpc(world.connection.rpcEndpoint),
        SIGNER_SOCKET: socket,
        MASTER_KEYS: `k1:${MASTER_KEY}`,
      })),
    worker: (name: string) =>
      start(name, 'worker', async (to) => ({
        DATABASE_WORKER_URL: await to.postgres(world.addresses.DATABASE_WORKER_URL),
        DATABASE_SCHEDULER_URL: await to.postgres(world.addresses.DATABASE_SCHEDULER_URL),
        DATABASE_CHAINER_URL: world.addresses.DATABASE_CHAINER_URL,
        SOLANA_RPC_URLS: await to.rpc(world.connection.rpcEndpoint),
        SIGNER_SOCKET: await to.signer(path.join(folder, `${name}.sock`), socket),
        REDIS_URL: redisUrl,
      })),
  };
}

/** Of this run of the tests alone; the signer must have the same when it is started again. */
const MASTER_KEY = randomBytes(32).toString('base64');

interface Passages {
  postgres(url: string): Promise<string>;
  rpc(url: string): Promise<string>;
  signer(path: string, realPath: string): Promise<string>;
}

const STRAIGHT: Passages = {
  postgres: (url) => Promise.resolve(url),
  rpc: (url) => Promise.resolve(url),
  signer: (_path, realPath) => Promise.resolve(realPath),
};

function passages(
  stops: StopList,
  tell: (happening: object) => Verdict,
  onSend: (raw: Buffer) => string | undefined,
): Passages {
  const keep = async (proxy: { address: string; close(): Promise<void> }): Promise<string> => {
    await stops.add(() => proxy.close());
    return proxy.address;
  };
  return {
    postgres: async (url) => keep(await startPostgresProxy(url, (done) => tell({ kind: 'statement', done }))),
    rpc: async (url) =>
      keep(
        await startRpcProxy(url, {
          onCalled: (called) => tell({ kind: 'call', called }),
          instead: (method, [raw]) =>
            method === 'sendTransaction' ? onSend(Buffer.from(String(raw), 'base64')) : undefined,
        }),
      ),
    signer: async (at, realPath) =>
      keep(await startSignerProxy(at, realPath, (answered) => tell({ kind: 'signer', answered }))),
  };
}

/** As a start through the API would write it. */
async function startRun(world: World, desk: Desk, { budget, durationMs, slices }: RunTerms): Promise<StartedRun> {
  const [campaignId, runId] = [newId(), newId()];
  const common = { organization_id: desk.actor.organizationId, wallet_id: desk.wallet.id };
  const parameters = JSON.stringify({ budget: `${budget}`, durationMs, slices });
  await world.rows.insert('campaigns', {
    ...{ id: campaignId, ...common, created_by_id: desk.actor.userId, name: 'Chaos', status: 'ACTIVE' },
    ...{ input_mint: WSOL_MINT, output_mint: world.demo.mint, token_id: desk.tokenId, pool_id: desk.poolId },
    ...{ slippage_bps: 1_000, strategy: 'TWAP_BUY', strategy_version: 1, parameters, current_run_id: runId },
  });
  const now = new Date();
  await world.rows.insert('runs', {
    ...{ id: runId, ...common, campaign_id: campaignId, number: 1, status: 'RUNNING', budget },
    ...{ next_due_at: now, ends_at: new Date(now.getTime() + durationMs) },
  });
  return { campaignId, runId };
}
