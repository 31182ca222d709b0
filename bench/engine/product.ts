/** The product under load: its whole stack in a throw-away folder, campaigns at a pace, figures from blocks and rows. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { createApiClient } from '#client/api-client.ts';
import { openDatabase } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { freePort } from '../../scripts/lib/ports.mjs';
import { startStack } from '../../scripts/lib/stack.mjs';
import { StopList } from '../../scripts/lib/stop-list.mjs';
import { countChain, rpcOf } from '../../scripts/rehearse/chain-count.ts';
import { throwAwayEnvironment } from '../lib/environment.ts';
import { readUsage, type UsageFigures, usageBetween } from '../lib/processes.ts';
import { type Latency, latencyOf } from '../lib/statistics.ts';
import { type Pace, pauseAll, prepareCampaigns, startAll } from './trading.ts';

export interface ProductFigures {
  /** Good swaps in the blocks of the measured time. */
  readonly swapsPerMinute: number;
  /** Milliseconds from when a trade was due, over all trades due in the measured time. */
  readonly dueToSigned: Latency;
  readonly dueToConfirmed: Latency;
  /** Intents with more than one good landing, and good landings beyond them: zero, or the figures mean nothing. */
  readonly doubled: number;
  readonly usage: UsageFigures;
}

const WARM_UP_MS = 10_000;
const DRAIN_MS = 120_000;

export async function measureProduct(pace: Pace, workers: number): Promise<ProductFigures> {
  const stops = new StopList();
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-bench-'));
  await stops.add(async () => fs.rmSync(dataDir, { recursive: true, force: true }));
  try {
    const port = await freePort();
    const stack = await startStack({ dataDir, port, env: environment(), stops, workers, console: false });
    const api = createApiClient({ url: stack.url, webSocketImpl: WebSocket });
    await stops.add(() => api.close());
    const rpcUrl = stack.chain.rpcUrls[0] ?? '';
    const ids = await prepareCampaigns(api, rpcUrl, pace);
    await startAll(api, ids, pace.intervalMs);
    await sleep(WARM_UP_MS);

    const [from, before, begun] = [await confirmedSlot(rpcUrl), readUsage(dataDir), new Date()];
    await Promise.race([sleep(pace.seconds * 1_000), stack.failed.then((failure) => Promise.reject(failure))]);
    const [to, after, ended] = [await confirmedSlot(rpcUrl), readUsage(dataDir), new Date()];
    await pauseAll(api, ids);
    const seconds = (ended.getTime() - begun.getTime()) / 1_000;
    const waits = await waitsOf(stack.database.DATABASE_MIGRATION_URL, begun, ended);
    const { swaps, doubled } = await landings(rpcUrl, from, to);
    return {
      swapsPerMinute: Math.round((swaps / seconds) * 60),
      dueToSigned: latencyOf(waits.map(({ signed }) => signed)),
      dueToConfirmed: latencyOf(waits.map(({ confirmed }) => confirmed)),
      doubled,
      usage: usageBetween(before, after, seconds),
    };
  } finally {
    await stops.stop();
  }
}

/** As an operator sets it whose wallets trade several times a second: jobs at once do not bound the figures. */
const environment = (): NodeJS.ProcessEnv => ({ ...throwAwayEnvironment(), QUEUE_TRADE_BUY_CONCURRENCY: '100' });

const confirmedSlot = (rpcUrl: string): Promise<number> =>
  rpcOf(rpcUrl)<number>('getSlot', [{ commitment: 'confirmed' }]);

interface Wait {
  readonly signed: number;
  readonly confirmed: number;
}

/** Of every trade that was due in that time and signed, once nothing signed is unconfirmed. */
async function waitsOf(databaseUrl: string, begun: Date, ended: Date): Promise<Wait[]> {
  const db = openDatabase({ url: databaseUrl, max: 1, applicationName: 'bench' });
  const deadline = Date.now() + DRAIN_MS;
  try {
    for (;;) {
      const rows = await db.as(NO_TENANT).query<{ signed: number; confirmed: number | null }>({
        text: `SELECT extract(epoch FROM min(a.signed_at) - i.first_due_at)::float8 * 1000 AS signed,
                      extract(epoch FROM min(a.confirmed_at) - i.first_due_at)::float8 * 1000 AS confirmed
               FROM intents i JOIN attempts a ON a.intent_id = i.id
               WHERE i.first_due_at >= $1 AND i.first_due_at < $2 GROUP BY i.id`,
        values: [begun, ended],
      });
      const whole = rows.flatMap(({ signed, confirmed }) => (confirmed === null ? [] : [{ signed, confirmed }]));
      if (whole.length === rows.length) return whole;
      if (Date.now() > deadline) throw new Error(`${rows.length - whole.length} trades were not confirmed in time`);
      await sleep(1_000);
    }
  } finally {
    await db.close();
  }
}

/** Counted from the blocks, once they are final. */
async function landings(rpcUrl: string, from: number, to: number): Promise<{ swaps: number; doubled: number }> {
  const rpc = rpcOf(rpcUrl);
  const deadline = Date.now() + DRAIN_MS;
  while ((await rpc<number>('getSlot', [{ commitment: 'finalized' }])) < to && Date.now() < deadline) await sleep(500);
  const { byIntent } = await countChain(rpcUrl, [], to);
  const good = [...byIntent.values()].map((landed) => landed.filter(({ ok }) => ok));
  const swaps = good.flat().filter(({ slot }) => slot > from).length;
  return { swaps, doubled: good.flat().length - good.filter((landed) => landed.length > 0).length };
}
