import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { Run } from '#core/domain/campaign/run.ts';
import { newId } from '#core/store/new-id.ts';
import { getCampaign, getCampaigns } from '#core/usecases/campaign/get-campaign.ts';
import { listCampaigns } from '#core/usecases/campaign/list-campaigns.ts';
import { getLastSeqs, listEvents } from '#core/usecases/campaign/list-events.ts';
import { pauseCampaign } from '#core/usecases/campaign/pause-campaign.ts';
import { resumeCampaign } from '#core/usecases/campaign/resume-campaign.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { getRun, getRuns } from '#core/usecases/run/get-run.ts';
import { listExecutions } from '#core/usecases/run/list-executions.ts';
import { listFills } from '#core/usecases/run/list-fills.ts';
import { listRuns } from '#core/usecases/run/list-runs.ts';
import { summariseRuns } from '#core/usecases/run/summarise-runs.ts';
import { createDesk, type Desk, makeCampaign, type PlantedTrade, plantTrade, SOL } from '../support/campaign.ts';
import { createWorld, newKey, refusal, type World } from '../support/world.ts';

let world: World;
let desk: Desk;
let theirs: Desk;
let campaign: Campaign;
let idle: Campaign;
let run: Run;
/** By sequence: two filled, one failed, one expired, one in flight, one queued. */
const trades: PlantedTrade[] = [];

const ask = (campaignId: string) => ({ campaignId, idempotencyKey: newKey() });

async function plantFill(trade: PlantedTrade, outputAmount: bigint, rent: bigint) {
  await world.rows.insert('fills', {
    ...{
      id: newId(),
      organization_id: desk.actor.organizationId,
      intent_id: trade.intentId,
      attempt_id: trade.attemptId,
    },
    ...{
      campaign_id: campaign.id,
      run_id: run.id,
      wallet_id: desk.wallet.id,
      kind: 'BUY',
      signature: trade.signature,
      slot: 7,
    },
    ...{ input_mint: campaign.inputMint, input_amount: 100_000_000n, output_mint: campaign.outputMint },
    ...{
      output_amount: outputAmount,
      quoted_out: 1_000_000n,
      base_fee: 5_000n,
      priority_fee: 100n,
      tip: 20n,
      pool_fee: 9n,
    },
    ...{ rent, slippage_bps: 1 },
  });
}

async function plantFees(trade: PlantedTrade) {
  for (const [reason, amount] of [
    ['BASE_FEE', -5_000n],
    ['PRIORITY_FEE', -100n],
  ] as const) {
    await world.rows.insert('ledger_entries', {
      ...{ organization_id: desk.actor.organizationId, wallet_id: desk.wallet.id, signature: trade.signature, slot: 7 },
      ...{ account: 'SOL', holder: desk.wallet.address, asset: 'SOL', reason, amount, attempt_id: trade.attemptId },
    });
  }
}

beforeAll(async () => {
  world = await createWorld();
  [desk, theirs] = await Promise.all([createDesk(world, 100n * SOL), createDesk(world, 0n)]);
  idle = await makeCampaign(world, desk, { name: 'Idle' });
  campaign = await makeCampaign(world, desk);
  run = await startCampaign(world, desk.actor, ask(campaign.id));
  const plant = async (over: Partial<Parameters<typeof plantTrade>[2]>) => {
    const sequence = trades.length + 1;
    trades.push(await plantTrade(world, desk, { campaign, runId: run.id, sequence, amountIn: 100_000_000n, ...over }));
  };
  await plant({ state: 'SUCCEEDED', attempt: 'LANDED_OK' });
  await plant({ state: 'SUCCEEDED', attempt: 'LANDED_OK' });
  await plant({ state: 'FAILED_ONCHAIN', attempt: 'LANDED_ERROR' });
  await plant({ state: 'EXPIRED' });
  await plant({ attempt: 'LIVE' });
  await plant({});
  const [first, second, failed] = trades as [PlantedTrade, PlantedTrade, PlantedTrade];
  await plantFill(first, 1_000_000n, 2_039_280n);
  await plantFill(second, 600_000n, 0n);
  for (const landed of [first, second, failed]) await plantFees(landed);
  await world.rows.select(
    'UPDATE runs SET spent = 200000000, received = 1600000, succeeded = 2, fees = 10200, tips = 40, rent = 2039280 WHERE id = $1',
    [run.id],
  );
  run = await getRun(world, desk.actor, run.id);
});
afterAll(() => world.close());

describe('C-11 the summary of a run', () => {
  it('counts trades, money and costs, failed ones too', async () => {
    const summary = (await summariseRuns(world, desk.actor, [run])).get(run.id);
    expect(summary).toEqual({
      ...{ succeeded: 2, failed: 1, expired: 1, cancelled: 0, pending: 2, inFlight: 1, successRate: 0.5 },
      ...{ budget: SOL, spent: 200_000_000n, received: 1_600_000n, committed: 200_000_000n, unspent: 800_000_000n },
      ...{
        fees: 15_300n,
        tips: 40n,
        rent: 2_039_280n,
        averagePrice: '0.125',
        progress: 0.2,
        nextTradeAt: run.nextDueAt,
      },
    });
  });

  it('of a run without trades has zeros, and neither rate nor price', async () => {
    const other = await makeCampaign(world, desk);
    const fresh = await startCampaign(world, desk.actor, ask(other.id));
    const summaries = await summariseRuns(world, desk.actor, [run, fresh]);
    expect(summaries.get(fresh.id)).toMatchObject({
      ...{ succeeded: 0, inFlight: 0, fees: 0n, rent: 0n, progress: 0, successRate: null, averagePrice: null },
    });
    await pauseCampaign(world, desk.actor, ask(other.id));
    const paused = await getRun(world, desk.actor, fresh.id);
    expect((await summariseRuns(world, desk.actor, [paused])).get(fresh.id)?.nextTradeAt).toBeNull();
  });

  it('A-09 is nothing to another organisation', async () => {
    expect(await summariseRuns(world, theirs.actor, [run])).toEqual(new Map());
  });
});

describe('C-10 fills and executions', () => {
  it('come newest first with what each trade did', async () => {
    const pages = await listFills(world, desk.actor, [campaign.id, idle.id], { first: 10 });
    expect(pages.get(campaign.id)?.items.map(({ node }) => [node.intentId, node.outputAmount])).toEqual([
      [trades[1]?.intentId, 600_000n],
      [trades[0]?.intentId, 1_000_000n],
    ]);
    expect(pages.get(idle.id)).toEqual({ items: [], hasNext: false });
  });

  it('E-07 show each trade with its signatures, its outcome and its derived status', async () => {
    const page = (await listExecutions(world, desk.actor, [campaign.id], { first: 10 })).get(campaign.id);
    const shown = page?.items.map(({ node }) => [
      ...[node.sequence, node.status, node.attempts.map(({ state }) => state).join()],
      node.fill?.outputAmount ?? null,
    ]);
    expect(shown).toEqual([
      [6, 'QUEUED', '', null],
      [5, 'PROCESSING', 'LIVE', null],
      [4, 'FAILED', '', null],
      [3, 'FAILED', 'LANDED_ERROR', null],
      [2, 'SUCCEEDED', 'LANDED_OK', 600_000n],
      [1, 'SUCCEEDED', 'LANDED_OK', 1_000_000n],
    ]);
  });

  it('PF-02 come in pages that neither skip nor repeat', async () => {
    const seen: (number | null)[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page = (await listExecutions(world, desk.actor, [campaign.id], { first: 4, after })).get(campaign.id);
      seen.push(...(page?.items ?? []).map(({ node }) => node.sequence));
      after = page?.items.at(-1)?.cursor ?? null;
      more = page?.hasNext ?? false;
    }
    expect(seen).toEqual([6, 5, 4, 3, 2, 1]);
    const ofFills = (await listFills(world, desk.actor, [campaign.id], { first: 1 })).get(campaign.id)?.items[0]
      ?.cursor;
    const confused = listExecutions(world, desk.actor, [campaign.id], { first: 1, after: ofFills });
    await expect(confused).rejects.toEqual(refusal('INVALID_CURSOR', { field: 'after' }));
  });

  it('A-09 are empty for another organisation', async () => {
    const page = { first: 10 };
    const empty = new Map([[campaign.id, { items: [], hasNext: false }]]);
    expect(await listFills(world, theirs.actor, [campaign.id], page)).toEqual(empty);
    expect(await listExecutions(world, theirs.actor, [campaign.id], page)).toEqual(empty);
    expect(await listRuns(world, theirs.actor, [campaign.id], page)).toEqual(empty);
  });
});

describe('U-04 the lists of campaigns and runs', () => {
  it('hold campaigns by status, newest first', async () => {
    const drafts = await listCampaigns(world, desk.actor, { first: 10, status: ['DRAFT'] });
    expect(drafts.items.map(({ node }) => node.name)).toEqual(['Idle']);
    const all = await listCampaigns(world, desk.actor, { first: 10, status: [] });
    expect(all.items.length).toBeGreaterThan(2);
    expect(all.items.at(-1)?.node.id).toBe(idle.id);
    expect((await listCampaigns(world, theirs.actor, { first: 10 })).items).toEqual([]);
  });

  it('hold the runs of many campaigns at once', async () => {
    const pages = await listRuns(world, desk.actor, [campaign.id, idle.id], { first: 5 });
    expect(pages.get(campaign.id)?.items.map(({ node }) => node)).toEqual([run]);
    expect(pages.get(idle.id)?.items).toEqual([]);
    expect(await getRuns(world, desk.actor, [run.id, 'no uuid'])).toEqual([run]);
  });

  it("A-09 answer another organisation's ids like ids that do not exist", async () => {
    await expect(getCampaign(world, theirs.actor, campaign.id)).rejects.toEqual(
      refusal('NOT_FOUND', { what: 'campaign' }),
    );
    await expect(getRun(world, theirs.actor, run.id)).rejects.toEqual(refusal('NOT_FOUND', { what: 'run' }));
    await expect(getRun(world, theirs.actor, 'no uuid')).rejects.toEqual(refusal('NOT_FOUND', { what: 'run' }));
    expect(await getRuns(world, theirs.actor, [run.id])).toEqual([]);
    expect(await getCampaigns(world, theirs.actor, [campaign.id])).toEqual([]);
  });
});

describe('L-02 events', () => {
  it('are read after a number, in order, without gaps', async () => {
    const { id } = await makeCampaign(world, desk);
    expect(await getLastSeqs(world, desk.actor, [id])).toEqual(new Map([[id, 0n]]));
    await startCampaign(world, desk.actor, ask(id));
    await pauseCampaign(world, desk.actor, ask(id));
    await resumeCampaign(world, desk.actor, ask(id));
    const read = async (afterSeq: bigint, first: number) =>
      (await listEvents(world, desk.actor, { campaignId: id, afterSeq, first })).map(({ seq, data }) => [
        seq,
        data.kind === 'RUN_STATUS' ? data.status : data.kind,
      ]);
    expect(await read(0n, 1_000)).toEqual([
      [1n, 'RUNNING'],
      [2n, 'PAUSED'],
      [3n, 'RUNNING'],
    ]);
    expect(await read(1n, 1)).toEqual([[2n, 'PAUSED']]);
    expect(await read(3n, 10)).toEqual([]);
    expect(await getLastSeqs(world, desk.actor, [id])).toEqual(new Map([[id, 3n]]));
    expect(await getLastSeqs(world, theirs.actor, [id])).toEqual(new Map([[id, 0n]]));
  });

  it('are not read by strangers, nor without bounds', async () => {
    const from = { campaignId: campaign.id, afterSeq: 0n, first: 10 };
    await expect(listEvents(world, theirs.actor, from)).rejects.toEqual(refusal('NOT_FOUND'));
    for (const first of [0, 1_001, 1.5]) {
      const refused = listEvents(world, desk.actor, { ...from, first });
      await expect(refused).rejects.toEqual(refusal('BAD_USER_INPUT', { field: 'first' }));
    }
  });
});
