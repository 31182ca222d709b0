import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import { type TwapBuyInput, viewTwapBuy } from '#core/domain/strategy/twap-buy-input.ts';
import type { Log } from '#core/ports/log.ts';
import type { Actor } from '#core/store/tenant.ts';
import { createCampaign } from '#core/usecases/campaign/create-campaign.ts';
import { finishRuns } from '#core/usecases/campaign/finish-runs.ts';
import { getCampaign } from '#core/usecases/campaign/get-campaign.ts';
import { pauseCampaign } from '#core/usecases/campaign/pause-campaign.ts';
import { resumeCampaign } from '#core/usecases/campaign/resume-campaign.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { stopCampaign } from '#core/usecases/campaign/stop-campaign.ts';
import { getRun } from '#core/usecases/run/get-run.ts';
import { campaignInput, createDesk, type Desk, makeCampaign, plantTrade, SOL } from '../support/campaign.ts';
import { createWorld, expectRefused, newKey, type World } from '../support/world.ts';

let world: World;
let desk: Desk;
let theirs: Desk;
beforeAll(async () => {
  world = await createWorld();
  [desk, theirs] = await Promise.all([createDesk(world, 100n * SOL), createDesk(world, 0n)]);
});
afterAll(() => world.close());

const ask = (campaignId: string) => ({ campaignId, idempotencyKey: newKey() });
const start = async (campaignId: string, actor: Actor = desk.actor) => startCampaign(world, actor, ask(campaignId));
const silent = (): void => undefined;
const quiet: Log = { debug: silent, info: silent, warn: silent, error: silent, child: () => quiet };
const endRun = (runId: RunId, campaignId: CampaignId) =>
  world.rows.select(
    `WITH r AS (UPDATE runs SET status = 'COMPLETED', ended_at = now(), next_due_at = NULL WHERE id = $1)
     UPDATE campaigns SET status = 'COMPLETED' WHERE id = $2`,
    [runId, campaignId],
  );
const eventsOf = async (campaignId: string) =>
  (
    await world.rows.select<{ payload: Record<string, unknown> }>(
      'SELECT payload FROM campaign_events WHERE campaign_id = $1 ORDER BY seq',
      [campaignId],
    )
  ).map(({ payload }) => payload);
const actionsOn = async (campaignId: string) =>
  (
    await world.rows.select<{ action: string }>('SELECT action FROM audit_log WHERE object_id = $1 ORDER BY id', [
      campaignId,
    ])
  ).map(({ action }) => action);

describe('C-01 a campaign', () => {
  it('is created with its parameters as text, spending the mint of the pool that is not the token', async () => {
    const twapBuy = {
      ...{ budget: 10n * SOL, durationSeconds: 3_600, cadenceSeconds: 60 },
      ...{ minTrade: 1_000n, maxTrade: SOL, limitPrice: '0.000125' },
    };
    const campaign = await makeCampaign(world, desk, { twapBuy, name: '  Named ' });
    expect(campaign).toMatchObject({
      ...{ name: 'Named', status: 'DRAFT', phase: 'DRAFT', strategy: 'TWAP_BUY', strategyVersion: 1, slippageBps: 100 },
      ...{ inputMint: desk.pool.quoteMint, outputMint: desk.token.mint, generation: 0n, currentRunId: null },
    });
    expect(campaign.parameters).toEqual({
      ...{ budget: '10000000000', durationMs: 3_600_000, cadenceMs: 60_000, minTrade: '1000', maxTrade: '1000000000' },
      limit: { out: '8', in: '1' },
    });
    expect(viewTwapBuy(campaign.parameters, { input: 9, output: 6 })).toEqual({ ...twapBuy, slices: null });
    expect(await actionsOn(campaign.id)).toEqual(['campaign.created']);
  });

  it.each<[string, Partial<TwapBuyInput>, string]>([
    ['a budget of zero', { budget: 0n }, 'budget'],
    ['a negative budget', { budget: -1n }, 'budget'],
    ['a budget beyond 64 bits', { budget: 1n << 64n }, 'budget'],
    ['a fractional budget', { budget: '1.5' }, 'budget'],
    ['slices and cadence together', { cadenceSeconds: 10 }, 'cadenceSeconds'],
    ['neither slices nor cadence', { slices: null }, 'slices'],
    ['no slices', { slices: 0 }, 'slices'],
    ['a slice and a half', { slices: 1.5 }, 'slices'],
    ['slices too close together', { durationSeconds: 5, slices: 51 }, 'slices'],
    ['a cadence longer than the run', { slices: null, cadenceSeconds: 101 }, 'cadenceSeconds'],
    ['four seconds', { durationSeconds: 4 }, 'durationSeconds'],
    ['32 days', { durationSeconds: 32 * 86_400 }, 'durationSeconds'],
    ['a negative smallest trade', { minTrade: -1n }, 'minTrade'],
    ['a smallest trade above the budget', { minTrade: 2n * SOL }, 'minTrade'],
    ['size bounds the wrong way round', { minTrade: 10n, maxTrade: 9n }, 'maxTrade'],
    ['a limit price of zero', { limitPrice: '0' }, 'limitPrice'],
    ['a negative limit price', { limitPrice: '-1' }, 'limitPrice'],
    ['a limit price in words', { limitPrice: 'cheap' }, 'limitPrice'],
  ])('is refused for %s', async (_what, over, field) => {
    const input = campaignInput(desk, { twapBuy: { budget: SOL, durationSeconds: 100, slices: 10, ...over } });
    const refused = () => createCampaign(world, desk.actor, input);
    await expectRefused(world, refused, 'INVALID_STRATEGY', { field: `twapBuy.${field}` });
  });

  it.each([0, -1, 5_001, 1.5, Number.NaN])('is refused with a slippage of %d basis points', async (slippageBps) => {
    const refused = () => createCampaign(world, desk.actor, campaignInput(desk, { slippageBps }));
    await expectRefused(world, refused, 'BAD_USER_INPUT', { field: 'slippageBps' });
  });

  it('is refused without a name, or with a long one', async () => {
    for (const name of [' ', 'x'.repeat(81)]) {
      const refused = () => createCampaign(world, desk.actor, campaignInput(desk, { name }));
      await expectRefused(world, refused, 'BAD_USER_INPUT', { field: 'name' });
    }
  });

  it("A-09 is not made of another organisation's things, of things that are not, or by a viewer", async () => {
    for (const [field, what] of [
      ['tokenId', 'token'],
      ['poolId', 'pool'],
      ['walletId', 'wallet'],
    ] as const) {
      const foreign = campaignInput(theirs)[field];
      for (const id of [foreign, '0190b3a0-0000-7000-8000-000000000001', 'no uuid']) {
        const refused = () => createCampaign(world, desk.actor, campaignInput(desk, { [field]: id }));
        await expectRefused(world, refused, 'NOT_FOUND', { what });
      }
    }
    const viewer: Actor = { ...desk.actor, role: 'viewer' };
    await expectRefused(world, () => createCampaign(world, viewer, campaignInput(desk)), 'FORBIDDEN');
  });

  it('is refused for a wallet that cannot trade', async () => {
    const change = (set: string) => world.rows.select(`UPDATE wallets SET ${set} WHERE id = $1`, [desk.wallet.id]);
    const refused = () => createCampaign(world, desk.actor, campaignInput(desk));
    await change('active = false');
    await expectRefused(world, refused, 'WALLET_INACTIVE', { field: 'walletId' });
    await change(`active = true, kind = 'WATCH'`);
    await expectRefused(world, refused, 'WALLET_WATCH_ONLY', { field: 'walletId' });
    await change(`kind = 'CUSTODIAL'`);
  });

  it('is refused for a pool of another mint', async () => {
    const other = await world.rows.select<{ id: string }>(
      `INSERT INTO tokens (id, organization_id, mint, program, decimals)
       VALUES (gen_random_uuid(), $1, 'other', 'TOKEN', 6), (gen_random_uuid(), $1, 'newer', 'TOKEN_2022', 6) RETURNING id`,
      [desk.actor.organizationId],
    );
    const [plain, extended] = other.map(
      ({ id }) =>
        () =>
          createCampaign(world, desk.actor, campaignInput(desk, { tokenId: id })),
    );
    if (plain === undefined || extended === undefined) throw new Error('no tokens');
    await expectRefused(world, plain, 'POOL_OF_ANOTHER_MINT', { field: 'poolId', mint: 'other' });
    await expectRefused(world, extended, 'TOKEN_PROGRAM_UNSUPPORTED', { field: 'tokenId' });
  });

  it('E-05 is one for fifty calls with one key', async () => {
    const input = campaignInput(desk);
    const made = await Promise.all(Array.from({ length: 50 }, () => createCampaign(world, desk.actor, input)));
    expect(new Set(made.map(({ id }) => id)).size).toBe(1);
    const other = { ...input, slippageBps: 101 };
    await expectRefused(world, () => createCampaign(world, desk.actor, other), 'CONFLICT', { field: 'idempotencyKey' });
  });
});

describe('C-03 a start', () => {
  it('makes a run that is due at once, by Postgres’ clock, and tells it', async () => {
    const campaign = await makeCampaign(world, desk);
    const run = await start(campaign.id);
    expect(run).toMatchObject({ number: 1, status: 'RUNNING', budget: SOL, spent: 0n, committed: 0n, endedAt: null });
    expect(run.nextDueAt).toEqual(run.startedAt);
    expect(run.endsAt.getTime() - run.startedAt.getTime()).toBe(100_000);
    expect(await getCampaign(world, desk.actor, campaign.id)).toMatchObject({
      ...{ status: 'ACTIVE', phase: 'RUNNING', currentRunId: run.id, generation: 0n },
    });
    expect(await eventsOf(campaign.id)).toEqual([{ kind: 'RUN_STATUS', status: 'RUNNING' }]);
    expect(await actionsOn(campaign.id)).toEqual(['campaign.created', 'campaign.started']);
    expect(world.woken).toContain(campaign.id);
  });

  it('is refused a second time, and makes run 2 once the first has ended', async () => {
    const campaign = await makeCampaign(world, desk);
    const first = await start(campaign.id);
    await expectRefused(world, () => start(campaign.id), 'ALREADY_RUNNING', { campaignId: campaign.id });
    await endRun(first.id, campaign.id);
    expect(await start(campaign.id)).toMatchObject({ number: 2, status: 'RUNNING' });
  });

  it('E-05 makes one run of fifty calls with one key, and refuses all but one of ten keys', async () => {
    const [a, b] = [await makeCampaign(world, desk), await makeCampaign(world, desk)];
    const input = ask(a.id);
    const runs = await Promise.all(Array.from({ length: 50 }, () => startCampaign(world, desk.actor, input)));
    expect(new Set(runs.map(({ id }) => id)).size).toBe(1);
    const settled = await Promise.allSettled(Array.from({ length: 10 }, () => start(b.id)));
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const codes = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(new Set(codes)).toEqual(new Set(['ALREADY_RUNNING']));
  });

  it('C-08 is refused without money, saying what is missing and how much', async () => {
    const poor = await createDesk(world, 0n);
    const campaign = await makeCampaign(world, poor);
    const needed = SOL + 890_880n + 2n * 2_039_280n + 10n * 10_000n;
    const short = (available: bigint) => ({
      ...{ field: 'campaignId', asset: 'SOL', needed: String(needed), available: String(available) },
      missing: String(needed - available),
    });
    const refused = () => start(campaign.id, poor.actor);
    await expectRefused(world, refused, 'INSUFFICIENT_BALANCE', short(0n));
    await world.fund(poor.wallet.address, needed - 1n);
    await expectRefused(world, refused, 'INSUFFICIENT_BALANCE', short(needed - 1n));
  });

  it('C-09 does not count the money of another open run twice, also when both start at once', async () => {
    const rich = await createDesk(world, 3n * SOL);
    const campaigns = [
      await makeCampaign(world, rich),
      await makeCampaign(world, rich),
      await makeCampaign(world, rich),
    ];
    const settled = await Promise.allSettled(campaigns.map(({ id }) => start(id, rich.actor)));
    const codes = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
    expect(codes).toEqual(['INSUFFICIENT_BALANCE']);
  });

  it.each(['PLATFORM', 'ORGANIZATION', 'WALLET', 'CAMPAIGN'])(
    'G-01 is refused while the %s is halted or reducing',
    async (scope) => {
      const campaign = await makeCampaign(world, desk);
      const ids: Record<string, string> = {
        ...{ PLATFORM: '00000000-0000-0000-0000-000000000000', ORGANIZATION: desk.actor.organizationId },
        ...{ WALLET: desk.wallet.id, CAMPAIGN: campaign.id },
      };
      for (const state of ['HALTED', 'REDUCING']) {
        await world.rows.insert('guards', { scope, scope_id: ids[scope], state, reason: 'test' });
        const context = { scope: scope.toLowerCase() };
        await expectRefused(world, () => start(campaign.id), 'GUARD_HALTED', context);
        await world.rows.select('DELETE FROM guards');
      }
    },
  );

  it('is refused for a wallet switched off since', async () => {
    const campaign = await makeCampaign(world, desk);
    await world.rows.select('UPDATE wallets SET active = false WHERE id = $1', [desk.wallet.id]);
    await expectRefused(world, () => start(campaign.id), 'WALLET_INACTIVE');
    await world.rows.select('UPDATE wallets SET active = true WHERE id = $1', [desk.wallet.id]);
  });

  it("A-09 is refused for another organisation's campaign, and for a viewer", async () => {
    const campaign = await makeCampaign(world, desk);
    for (const operation of [startCampaign, pauseCampaign, resumeCampaign, stopCampaign]) {
      const foreign = () => operation(world, theirs.actor, ask(campaign.id));
      await expectRefused(world, foreign, 'NOT_FOUND', { what: 'campaign' });
      const viewer = () => operation(world, { ...desk.actor, role: 'viewer' }, ask(campaign.id));
      await expectRefused(world, viewer, 'FORBIDDEN');
    }
  });

  it('says so when no endpoint answers, and starts nothing', async () => {
    const campaign = await makeCampaign(world, desk);
    const silent = Object.assign(new Error('no answer'), { name: 'EndpointError' });
    const chain = { ...world.chain, read: () => Promise.reject(silent) };
    const refused = () => startCampaign({ ...world, chain }, desk.actor, ask(campaign.id));
    await expectRefused(world, refused, 'CHAIN_UNAVAILABLE');
  });
});

describe('C-05 pause, resume and stop', () => {
  it('raise the generation, are told, audited, and change nothing the second time', async () => {
    const { id } = await makeCampaign(world, desk);
    const run = await start(id);
    const paused = await pauseCampaign(world, desk.actor, ask(id));
    expect(paused).toMatchObject({ status: 'PAUSED', phase: 'PAUSED', generation: 1n });
    expect(await pauseCampaign(world, desk.actor, ask(id))).toMatchObject({ generation: 1n });
    const resumed = await resumeCampaign(world, desk.actor, ask(id));
    expect(resumed).toMatchObject({ status: 'ACTIVE', phase: 'RUNNING', generation: 2n });
    expect(await resumeCampaign(world, desk.actor, ask(id))).toMatchObject({ generation: 2n });
    const stopped = await stopCampaign(world, desk.actor, ask(id));
    expect(stopped).toMatchObject({ status: 'STOPPED', phase: 'STOPPED', generation: 3n });
    expect(await stopCampaign(world, desk.actor, ask(id))).toMatchObject({ generation: 3n });
    expect(await getRun(world, desk.actor, run.id)).toMatchObject({
      status: 'STOPPED',
      endReason: 'STOPPED',
      nextDueAt: null,
    });
    const statuses = (await eventsOf(id)).map((event) => event['status']);
    expect(statuses).toEqual(['RUNNING', 'PAUSED', 'RUNNING', 'STOPPING', 'STOPPED']);
    expect(await actionsOn(id)).toEqual(
      ['created', 'started', 'paused', 'resumed', 'stopped'].map((verb) => `campaign.${verb}`),
    );
  });

  it('pause keeps the time of the next decision, and resume moves one that has passed to now', async () => {
    const { id } = await makeCampaign(world, desk);
    const run = await start(id);
    const due = (at: string) => world.rows.select(`UPDATE runs SET next_due_at = ${at} WHERE id = $1`, [run.id]);
    await due(`now() + interval '1 hour'`);
    await pauseCampaign(world, desk.actor, ask(id));
    await resumeCampaign(world, desk.actor, ask(id));
    const kept = await getRun(world, desk.actor, run.id);
    expect((kept.nextDueAt?.getTime() ?? 0) - run.startedAt.getTime()).toBeGreaterThan(3_500_000);
    await due(`now() - interval '1 hour'`);
    await pauseCampaign(world, desk.actor, ask(id));
    await resumeCampaign(world, desk.actor, ask(id));
    const moved = await getRun(world, desk.actor, run.id);
    expect(moved.nextDueAt?.getTime()).toBeGreaterThanOrEqual(run.startedAt.getTime());
  });

  it('refuse what the table has no way for', async () => {
    const { id } = await makeCampaign(world, desk);
    const refuse = (work: () => Promise<unknown>, from: string, operation: string) =>
      expectRefused(world, work, 'ILLEGAL_TRANSITION', { from, operation });
    await refuse(() => pauseCampaign(world, desk.actor, ask(id)), 'DRAFT', 'PAUSE');
    await refuse(() => resumeCampaign(world, desk.actor, ask(id)), 'DRAFT', 'RESUME');
    await refuse(() => stopCampaign(world, desk.actor, ask(id)), 'DRAFT', 'STOP');
    const run = await start(id);
    await endRun(run.id, id);
    await refuse(() => pauseCampaign(world, desk.actor, ask(id)), 'COMPLETED', 'PAUSE');
    await refuse(() => resumeCampaign(world, desk.actor, ask(id)), 'COMPLETED', 'RESUME');
    await refuse(() => stopCampaign(world, desk.actor, ask(id)), 'COMPLETED', 'STOP');
  });

  it('start is refused while paused or stopping', async () => {
    const campaign = await makeCampaign(world, desk);
    const run = await start(campaign.id);
    await pauseCampaign(world, desk.actor, ask(campaign.id));
    await expectRefused(world, () => start(campaign.id), 'ILLEGAL_TRANSITION', { from: 'PAUSED', operation: 'START' });
    await plantTrade(world, desk, { campaign, runId: run.id, sequence: 1, amountIn: 5n, attempt: 'LIVE' });
    await stopCampaign(world, desk.actor, ask(campaign.id));
    await expectRefused(world, () => start(campaign.id), 'ILLEGAL_TRANSITION', {
      from: 'STOPPING',
      operation: 'START',
    });
  });

  it('stop cancels what is not signed at once, and waits for what is', async () => {
    const campaign = await makeCampaign(world, desk);
    const run = await start(campaign.id);
    const trade = { campaign, runId: run.id };
    const live = await plantTrade(world, desk, { ...trade, sequence: 1, amountIn: 100n, attempt: 'LIVE' });
    const unsigned = await plantTrade(world, desk, { ...trade, sequence: 2, amountIn: 30n });
    await plantTrade(world, desk, { ...trade, sequence: 3, amountIn: 7n, state: 'SUCCEEDED', attempt: 'LANDED_OK' });

    expect(await stopCampaign(world, desk.actor, ask(campaign.id))).toMatchObject({
      status: 'ACTIVE',
      phase: 'STOPPING',
    });
    expect(await getRun(world, desk.actor, run.id)).toMatchObject({
      status: 'STOPPING',
      nextDueAt: null,
      committed: 100n,
    });
    const states = await world.rows.select('SELECT sequence, state FROM intents WHERE run_id = $1 ORDER BY 1', [
      run.id,
    ]);
    expect(states).toEqual([
      { sequence: 1, state: 'PENDING' },
      { sequence: 2, state: 'CANCELLED' },
      { sequence: 3, state: 'SUCCEEDED' },
    ]);
    expect(await eventsOf(campaign.id)).toEqual([
      { kind: 'RUN_STATUS', status: 'RUNNING' },
      { kind: 'RUN_STATUS', status: 'STOPPING' },
      { kind: 'TRADE_CANCELLED', intentId: unsigned.intentId, sequence: 2 },
    ]);
    expect(live.attemptId).not.toBeNull();
  });

  it('stop cancels a trade whose signature died after it, and then the run ends', async () => {
    const campaign = await makeCampaign(world, desk);
    const run = await start(campaign.id);
    const trade = { campaign, runId: run.id, sequence: 1, amountIn: 100n, attempt: 'LIVE' } as const;
    const { attemptId, intentId } = await plantTrade(world, desk, trade);
    await stopCampaign(world, desk.actor, ask(campaign.id));
    const worker = { ...world, log: quiet };
    await finishRuns(worker);
    expect(await getRun(world, desk.actor, run.id)).toMatchObject({ status: 'STOPPING', committed: 100n });

    await world.rows.select(
      `UPDATE attempts SET state = 'DEAD', closed_at = now(), dead_road = 'STATUS', dead_agreed = 1,
         dead_finalized_height = death_bound + 1, dead_finalized_slot = 200, dead_status_slot = 232 WHERE id = $1`,
      [attemptId],
    );
    await finishRuns(worker);
    const ended = { status: 'STOPPED', endReason: 'STOPPED', committed: 0n, budget: SOL };
    expect(await getRun(world, desk.actor, run.id)).toMatchObject(ended);
    expect(await getCampaign(world, desk.actor, campaign.id)).toMatchObject({ status: 'STOPPED', phase: 'STOPPED' });
    expect((await eventsOf(campaign.id)).slice(-2)).toEqual([
      { kind: 'TRADE_CANCELLED', intentId, sequence: 1 },
      { kind: 'RUN_STATUS', status: 'STOPPED', reason: 'STOPPED', unspent: String(SOL) },
    ]);
  });

  it('wait for a signature in the making, and hold back the next', async () => {
    const { id } = await makeCampaign(world, desk);
    await start(id);
    let paused = false;
    let pausing: Promise<unknown> = Promise.resolve();
    await world.db.transaction(desk.actor, async (tx) => {
      await tx.query({
        text: `SELECT pg_advisory_xact_lock_shared(hashtextextended('campaign:' || $1, 0))`,
        values: [id],
      });
      pausing = pauseCampaign(world, desk.actor, ask(id)).then(() => {
        paused = true;
      });
      await expect
        .poll(() => world.rows.select(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`))
        .toHaveLength(1);
      expect(paused).toBe(false);
    });
    await pausing;
    expect(paused).toBe(true);
  });

  it('E-05 are one for fifty calls with one key', async () => {
    const { id } = await makeCampaign(world, desk);
    await start(id);
    const input = ask(id);
    const all = await Promise.all(Array.from({ length: 50 }, () => pauseCampaign(world, desk.actor, input)));
    expect(new Set(all.map(({ generation }) => generation))).toEqual(new Set([1n]));
    expect(await actionsOn(id)).toHaveLength(3);
  });
});
