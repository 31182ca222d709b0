/** The bare path at three concurrencies, each on a fresh chain and database: the best one is what the product is held against. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Connection } from '@solana/web3.js';
import { openDatabase } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { createDemo } from '../../localnet/tools/demo.ts';
import { openDataFolder } from '../../scripts/lib/data-folder.mjs';
import { startInfra } from '../../scripts/lib/infra.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { throwAwayEnvironment } from '../lib/environment.ts';
import { readUsage, type UsageFigures, usageBetween } from '../lib/processes.ts';
import type { BareAnswer, BareOrder } from './bare-loop.ts';
import { TRADE_LAMPORTS } from './trading.ts';

export interface BareFigures {
  readonly concurrency: number;
  readonly swapsPerMinute: number;
  readonly usage: UsageFigures;
}

const CONCURRENCIES = [64, 192, 576];
const BARE_LOOP = fileURLToPath(new URL('./bare-loop.ts', import.meta.url));

/** The best of three concurrencies. */
export async function measureBare(seconds: number, wallets: number, say: (line: string) => void): Promise<BareFigures> {
  const figures: BareFigures[] = [];
  for (const concurrency of CONCURRENCIES) {
    const one = await measureOne(seconds, wallets, concurrency);
    say(`bare path, ${concurrency} at once: ${one.swapsPerMinute} swaps a minute`);
    figures.push(one);
  }
  return figures.reduce((best, one) => (one.swapsPerMinute > best.swapsPerMinute ? one : best));
}

async function measureOne(seconds: number, wallets: number, concurrency: number): Promise<BareFigures> {
  const stops = new StopList();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-bare-'));
  await stops.add(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  try {
    const folder = openDataFolder(dataDir);
    const infra = await startInfra({ folder, env: throwAwayEnvironment(), say: () => undefined, stops });
    const rpcUrl = infra.chain.rpcUrls[0] ?? '';
    const demo = await createDemo(new Connection(rpcUrl, 'confirmed'));
    const databaseUrl = infra.database.DATABASE_MIGRATION_URL;
    await makeTable(databaseUrl);
    const pool = demo.pool.pool.toBase58();
    const tradeLamports = TRADE_LAMPORTS.toString();
    const order = { rpcUrl, databaseUrl, pool, wallets, concurrency, seconds, tradeLamports };
    return { concurrency, ...(await runLoop(order, dataDir)) };
  } finally {
    await stops.stop();
  }
}

async function makeTable(databaseUrl: string): Promise<void> {
  const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'bench' });
  await db
    .as(NO_TENANT)
    .query({ text: 'CREATE TABLE bench_swaps (signature text PRIMARY KEY, landed boolean, quoted numeric(20))' });
  await db.close();
}

/** The loop tells when it begins and what came of it, and stays until its usage has been read. */
async function runLoop(order: BareOrder, dataDir: string): Promise<Omit<BareFigures, 'concurrency'>> {
  const child = spawn(process.execPath, ['--import', 'tsx', '--conditions=source', BARE_LOOP], {
    env: { ...process.env, BENCH_ORDER: JSON.stringify(order) },
    stdio: ['pipe', 'pipe', 'inherit'],
  }) as unknown as ChildProcessWithoutNullStreams;
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async (): Promise<string> => {
    const { value, done } = await lines.next();
    if (done === true) throw new Error('the bare loop ended early');
    return value;
  };
  await next();
  const before = readUsage(dataDir);
  const { landed, seconds } = JSON.parse(await next()) as BareAnswer;
  const usage = usageBetween(before, readUsage(dataDir), seconds);
  child.stdin.end();
  return { swapsPerMinute: Math.round((landed / seconds) * 60), usage };
}
