/** Workers as processes, with Redis between them: what a campaign needs from start to end, and a kill in the middle. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { Queue as BullQueue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { QUEUE_PREFIX } from '#core/contracts/queues.ts';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { getWithdrawal } from '#core/usecases/withdrawal/get-withdrawal.ts';
import { withdraw } from '#core/usecases/withdrawal/withdraw.ts';
import { buildProcesses } from '../../scripts/lib/build.mjs';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { traceOf } from '../support/machine.ts';
import { emptyRedis } from '../support/redis.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { listAddress, openTreasury, withdrawDeps } from '../support/treasury.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

let world: World;
let signer: TestSigner;
let desk: Desk;
let redisUrl: string;
let program: string;
const workers = new Set<ChildProcess>();
beforeAll(async () => {
  program = (await buildProcesses())('worker');
  world = await createWorld({ slotMs: 40 });
  signer = await startTestSigner(world);
  desk = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
  redisUrl = await emptyRedis();
});
afterEach(async () => {
  await Promise.all([...workers].map((worker) => end(worker, 'SIGTERM')));
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});

/** A worker that has said it is ready. */
async function startWorker(): Promise<ChildProcess> {
  const worker = fork(program, {
    execArgv: [],
    env: {
      ...process.env,
      ...world.addresses,
      REDIS_URL: redisUrl,
      SOLANA_RPC_URLS: world.connection.rpcEndpoint,
      SIGNER_SOCKET: signer.config.SIGNER_SOCKET,
      LOG_LEVEL: 'fatal',
    },
  });
  workers.add(worker);
  const [message] = await once(worker, 'message');
  expect(message).toEqual({ type: 'ready' });
  return worker;
}

async function end(worker: ChildProcess, signal: NodeJS.Signals): Promise<{ code: number | null }> {
  workers.delete(worker);
  const ended = once(worker, 'exit');
  worker.kill(signal);
  const [code] = await ended;
  return { code: code as number | null };
}

async function start(slices: number): Promise<Campaign> {
  const campaign = await makeCampaign(world, desk, { twapBuy: { budget: SOL, durationSeconds: 6, slices } });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  return campaign;
}

/** Asked for, and handed to no queue: the worker's scan finds it. */
async function startWithdrawal() {
  const { owner, wallet } = await openTreasury(world, signer.client, SOL);
  const { id: addressId } = await listAddress(world, owner);
  const input = { walletId: wallet.id, addressId, asset: 'SOL', idempotencyKey: newKey() };
  return { owner, withdrawal: await withdraw(withdrawDeps(world, { queued: [] }), owner, input, null) };
}

const completed = async (campaign: Campaign) => {
  await vi.waitUntil(async () => (await traceOf(world, campaign.id)).run.status === 'COMPLETED', {
    timeout: 90_000,
    interval: 200,
  });
  return traceOf(world, campaign.id);
};

/** The campaign comes to its end, and each trade of it landed once or expired. */
async function expectNothingLost(campaign: Campaign): Promise<void> {
  const { run, intents, attempts } = await completed(campaign);
  expect(run.committed).toBe('0');
  const landed = intents.filter(({ state }) => state === 'SUCCEEDED');
  expect(intents.every(({ state }) => state === 'SUCCEEDED' || state === 'EXPIRED')).toBe(true);
  expect(attempts.filter(({ state }) => state === 'LANDED_OK')).toHaveLength(landed.length);
}

describe('E-10 workers', { timeout: 180_000 }, () => {
  it('run a campaign to its end with a withdrawal beside it, and end themselves when asked', async () => {
    const worker = await startWorker();
    const { withdrawal, owner } = await startWithdrawal();
    const { run, intents, attempts } = await completed(await start(6));
    expect(run).toMatchObject({ spent: SOL.toString(), committed: '0', end_reason: 'BUDGET_SPENT' });
    // On a busy machine a trade may still be unsigned when the next is due; the rest is then spread over fewer.
    expect(intents.length).toBeGreaterThanOrEqual(4);
    expect(intents.every(({ state }) => state === 'SUCCEEDED')).toBe(true);
    expect(attempts.map(({ state }) => state)).toEqual(intents.map(() => 'LANDED_OK'));
    await expect
      .poll(async () => (await getWithdrawal(world, owner, withdrawal.id)).state, { timeout: 60_000 })
      .toBe('SUCCEEDED');
    expect(await end(worker, 'SIGTERM')).toEqual({ code: 0 });
    expect(await world.rows.select('SELECT 1 FROM loop_leases WHERE until > now()')).toEqual([]);
  });

  it('E-08 take over from one that was killed; nothing is lost and nothing is done twice', async () => {
    const [first] = await Promise.all([startWorker(), startWorker()]);
    const campaign = await start(12);
    await vi.waitUntil(async () => (await traceOf(world, campaign.id)).attempts.length >= 3, { timeout: 60_000 });
    await end(first, 'SIGKILL');
    await expectNothingLost(campaign);
  });

  it('E-08 two of them, one asked to end in the middle: it ends well, and the other goes on', async () => {
    const [first] = await Promise.all([startWorker(), startWorker()]);
    const campaign = await start(12);
    await vi.waitUntil(async () => (await traceOf(world, campaign.id)).attempts.length >= 3, { timeout: 60_000 });
    expect(await end(first, 'SIGTERM')).toEqual({ code: 0 });
    await expectNothingLost(campaign);
  });

  it('E-09 go on when Redis is wiped under load, again and again: Postgres makes the queues anew', async () => {
    await startWorker();
    const campaign = await start(12);
    const redis = new Redis(redisUrl);
    for (const attempts of [2, 4, 6]) {
      await vi.waitUntil(async () => (await traceOf(world, campaign.id)).attempts.length >= attempts, {
        timeout: 20_000,
      });
      await redis.flushdb();
    }
    await expectNothingLost(campaign);
    redis.disconnect();
  });

  it('E-08 end to be started again, and tell an operator, when due trades are not taken', async () => {
    const connection = new Redis(redisUrl);
    const queue = new BullQueue('trade.buy', { connection, prefix: QUEUE_PREFIX });
    await queue.pause();
    const worker = await startWorker();
    const campaign = await start(1);
    await vi.waitUntil(async () => (await traceOf(world, campaign.id)).intents.length === 1, { timeout: 60_000 });
    await world.rows.select(`UPDATE intents SET due_at = now() - interval '1 minute' WHERE campaign_id = $1`, [
      campaign.id,
    ]);
    workers.delete(worker);
    expect(await once(worker, 'exit')).toEqual([70, null]);
    const open = () => world.rows.select(`SELECT 1 FROM alerts WHERE kind = 'BACKLOG_STUCK' AND resolved_at IS NULL`);
    expect(await open()).toHaveLength(1);
    await queue.resume();
    await queue.close();
    connection.disconnect();
    await startWorker();
    await completed(campaign);
    await vi.waitUntil(async () => (await open()).length === 0, { timeout: 30_000, interval: 500 });
  });
});
