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
import { type Desk, openDesk } from '../../support/trading-desk.ts';
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
  onSend(process: Supervised, raw: Buffer): string | undefined;
}

export interface Stage {
  readonly world: World;
  readonly workers: readonly [Supervised, Supervised];
  readonly signer: Supervised;
  /** A run with one trade that is due now. Answers the run's id. */
  planTrade(): Promise<string>;
  allUp(): Promise<void>;
  close(): Promise<void>;
}

const SOL = 1_000_000_000n;
const TRADE = SOL / 100n;
/** A run's one trade is due at its beginning, and may be signed all this time. */
const RUN_MS = 3_600_000;
const SLOT_MS = 100;

export async function openStage(watcher: Watcher): Promise<Stage> {
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
    client.close();
    const all = [signer, ...workers];
    return {
      ...{ world, workers, signer, close, planTrade: () => planTrade(world, desk) },
      allUp: async () => void (await Promise.all(all.map((one) => one.up()))),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Setting {
  readonly world: World;
  readonly watcher: Watcher;
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
      one === null ? 'pass' : watcher.onHappening({ ...happening, process: one } as Happening);
    const env = await environment(
      passages(stops, tell, (raw) => (one === null ? undefined : watcher.onSend(one, raw))),
    );
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
        DATABASE_URL: await to.postgres(world.addresses.DATABASE_URL),
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
async function planTrade(world: World, desk: Desk): Promise<string> {
  const ids = { campaignId: newId(), runId: newId() };
  const common = { organization_id: desk.actor.organizationId, wallet_id: desk.wallet.id };
  const parameters = JSON.stringify({ budget: `${TRADE}`, durationMs: RUN_MS, slices: 1 });
  await world.rows.insert('campaigns', {
    ...{ id: ids.campaignId, ...common, created_by_id: desk.actor.userId, name: 'Kill', status: 'ACTIVE' },
    ...{ input_mint: WSOL_MINT, output_mint: world.demo.mint, token_id: desk.tokenId, pool_id: desk.poolId },
    ...{ slippage_bps: 1_000, strategy: 'TWAP_BUY', strategy_version: 1, parameters, current_run_id: ids.runId },
  });
  const now = new Date();
  await world.rows.insert('runs', {
    ...{ id: ids.runId, ...common, campaign_id: ids.campaignId, number: 1, status: 'RUNNING', budget: TRADE },
    ...{ next_due_at: now, ends_at: new Date(now.getTime() + RUN_MS) },
  });
  return ids.runId;
}
