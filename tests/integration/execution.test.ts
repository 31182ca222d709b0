import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { Signature } from '#core/domain/ids.ts';
import { finishRuns } from '#core/usecases/campaign/finish-runs.ts';
import { pauseCampaign } from '#core/usecases/campaign/pause-campaign.ts';
import { resumeCampaign } from '#core/usecases/campaign/resume-campaign.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { stopCampaign } from '#core/usecases/campaign/stop-campaign.ts';
import { dispatchDue } from '#core/usecases/dispatch/dispatch-due.ts';
import { expireLate, requeueDue } from '#core/usecases/execution/scan.ts';
import { watchBacklog } from '#core/usecases/execution/watch-backlog.ts';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { createMachine, type Machine, type Trace, traceOf } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

const SLICE = SOL / 10n;

let world: World;
let signer: TestSigner;
let desk: Desk;
let machine: Machine;
beforeAll(async () => {
  world = await createWorld({ slotMs: 40 });
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  desk = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});
beforeEach(() => {
  machine = createMachine(world, signer.client);
});

const ask = (campaign: Campaign) => ({ campaignId: campaign.id, idempotencyKey: newKey() });

/** A campaign of ten trades, started, with its first trade dispatched. */
async function dispatched(over: Parameters<typeof makeCampaign>[2] = {}): Promise<Campaign> {
  const campaign = await makeCampaign(world, desk, over);
  await startCampaign(world, desk.actor, ask(campaign));
  expect(await dispatchDue(machine.database)).toBe(1);
  return campaign;
}

/** Ends the claims' leases as five seconds would. */
const letLeasesEnd = (campaign: Campaign) =>
  world.rows.select(`UPDATE intents SET lease_until = now() WHERE campaign_id = $1`, [campaign.id]);

/** No more trades of this campaign, so that the next test's dispatcher finds its own alone. */
const stop = (campaign: Campaign) => stopCampaign(world, desk.actor, ask(campaign));

const ended = (campaign: Campaign) => async (): Promise<Trace | undefined> => {
  const trace = await traceOf(world, campaign.id);
  return trace.intents[0]?.state === 'PENDING' ? undefined : trace;
};

/** Gives the bytes to the chain and lets it work on. */
async function expectNeverLands(raw: Uint8Array | undefined, signature: Signature): Promise<void> {
  const endpoint = world.chain.best();
  await endpoint.send(raw ?? new Uint8Array());
  const { slot } = await endpoint.heights('processed');
  await vi.waitUntil(async () => (await endpoint.heights('processed')).slot > slot + 4n);
  expect((await endpoint.statuses([signature])).statuses).toEqual([null]);
}

/** What a run says its trades came to (C-11), and what their fills say. */
const sumsOfRun = (campaign: Campaign) =>
  world.rows.select('SELECT succeeded, fees, tips, rent FROM runs WHERE campaign_id = $1', [campaign.id]);
const sumsOfFills = (campaign: Campaign) =>
  world.rows.select(
    `SELECT count(*)::int AS succeeded, sum(base_fee + priority_fee) AS fees, sum(tip) AS tips, sum(rent) AS rent
     FROM fills WHERE campaign_id = $1 HAVING sum(base_fee) > 0`,
    [campaign.id],
  );

const kinds = (trace: Trace) => trace.events.map((event) => event['kind']);

describe('E-04 a trade', () => {
  it('goes from due to finalized, with fill, run and events telling the same', async () => {
    const campaign = await dispatched();
    expect(await machine.work()).toEqual(['sent']);
    const trace = await machine.trackUntil(ended(campaign));
    await stop(campaign);

    expect(trace.intents).toMatchObject([{ state: 'SUCCEEDED', signatures: 1 }]);
    expect(trace.attempts).toMatchObject([{ state: 'LANDED_OK', ordinal: 1 }]);
    expect(kinds(trace)).toEqual(['RUN_STATUS', 'TRADE_DUE', 'TRADE_LANDED', 'TRADE_FILLED']);
    const [fill] = await world.rows.select<Record<string, string>>('SELECT * FROM fills WHERE campaign_id = $1', [
      campaign.id,
    ]);
    expect(fill).toMatchObject({ input_amount: SLICE.toString(), output_amount: trace.run.received, slippage_bps: 0 });
    expect(trace.run).toMatchObject({ spent: SLICE.toString(), committed: '0' });
    expect(await sumsOfRun(campaign)).toEqual(await sumsOfFills(campaign));
    expect(trace.events.at(-1)).toMatchObject({
      inputAmount: fill?.['input_amount'],
      outputAmount: fill?.['output_amount'],
    });
    const held = await world.rows.select(`SELECT 1 FROM reservations WHERE state = 'HELD'`);
    expect(held).toEqual([]);
  });

  it('E-05 is signed once when its job is delivered twice at the same time', async () => {
    const campaign = await dispatched();
    const [job] = machine.queued.splice(0);
    if (job === undefined) throw new Error('nothing was queued');
    const outcomes = await Promise.all([machine.run(job), machine.run(job)]);
    expect(outcomes.sort()).toEqual(['idle', 'sent']);
    expect(await machine.run(job)).toBe('idle');
    expect((await traceOf(world, campaign.id)).attempts).toHaveLength(1);
    await machine.trackUntil(ended(campaign));
    await stop(campaign);
  });

  it('is found again by the scan when its worker dies after the claim', async () => {
    const campaign = await dispatched();
    const [job] = machine.queued.splice(0);
    if (job === undefined) throw new Error('nothing was queued');
    expect(await machine.deps.claims.claim([job])).toHaveLength(1);
    await requeueDue(machine.deps);
    expect(machine.queued).toEqual([]);
    await letLeasesEnd(campaign);
    await requeueDue(machine.deps);
    expect(machine.queued).toEqual([{ intentId: job.intentId, kind: 'BUY', fence: 1n }]);
    expect(await machine.work()).toEqual(['sent']);
    expect((await machine.trackUntil(ended(campaign))).attempts).toHaveLength(1);
    await stop(campaign);
  });

  it('E-09 is found again by the scan when the queue has lost it', async () => {
    const campaign = await dispatched();
    const lost = machine.queued.splice(0);
    await world.rows.select(`UPDATE intents SET created_at = now() - interval '2 s' WHERE campaign_id = $1`, [
      campaign.id,
    ]);
    await requeueDue(machine.deps);
    expect(machine.queued).toMatchObject(lost);
    expect(await watchBacklog(machine.deps)).toMatchObject({ stuck: false });
    await world.rows.select(`UPDATE intents SET due_at = now() - interval '31 s' WHERE campaign_id = $1`, [
      campaign.id,
    ]);
    expect(await watchBacklog(machine.deps)).toMatchObject({ stuck: true });
    await stop(campaign);
    expect(await watchBacklog(machine.deps)).toMatchObject({ stuck: false });
  });

  it('I5 is sent by the tracker, byte for byte, when its worker dies after the signature', async () => {
    const campaign = await dispatched();
    machine.gate.closed = true;
    await machine.work();
    machine.gate.closed = false;
    const trace = await machine.trackUntil(ended(campaign));
    expect(trace.intents).toMatchObject([{ state: 'SUCCEEDED', signatures: 1 }]);
    expect(trace.attempts).toHaveLength(1);
    expect(machine.gate.kept.map((raw) => Buffer.from(raw))).toEqual([trace.attempts[0]?.['raw_transaction']]);
    await stop(campaign);
  });

  it('I6 is signed again only after proof of death, and the dead bytes land nowhere', async () => {
    const campaign = await dispatched();
    machine.gate.closed = true;
    await machine.work();
    await machine.trackUntil(async () => {
      const { attempts } = await traceOf(world, campaign.id);
      expect(attempts).toHaveLength(1);
      return attempts[0]?.['state'] === 'DEAD' ? true : undefined;
    });
    machine.gate.closed = false;
    expect(await machine.work()).toEqual(['sent']);
    const trace = await machine.trackUntil(ended(campaign));
    await stop(campaign);

    expect(trace.attempts.map(({ state }) => state)).toEqual(['DEAD', 'LANDED_OK']);
    expect(trace.attempts[0]).toMatchObject({ dead_road: 'STATUS', dead_agreed: 1 });
    expect(trace.run).toMatchObject({ spent: SLICE.toString(), committed: '0' });
    await expectNeverLands(machine.gate.kept[0], trace.attempts[0]?.['signature'] as Signature);
  });

  it('C-05 is not signed while its run is paused, and goes on when it is resumed', async () => {
    const campaign = await dispatched();
    await pauseCampaign(world, desk.actor, ask(campaign));
    const queued = [...machine.queued];
    expect(await machine.work()).toEqual(['idle']);
    await requeueDue(machine.deps);
    expect(machine.queued).toEqual([]);
    await resumeCampaign(world, desk.actor, ask(campaign));
    machine.queued.push(...queued);
    expect(await machine.work()).toEqual(['sent']);
    await machine.trackUntil(ended(campaign));
    await stop(campaign);
  });

  it('C-05 is not signed when the pause commits between its claim and its signature', async () => {
    const campaign = await dispatched();
    const pausing = createMachine(world, {
      ...signer.client,
      async signIntents(requests) {
        await pauseCampaign(world, desk.actor, ask(campaign));
        return signer.client.signIntents(requests);
      },
    });
    pausing.queued.push(...machine.queued);
    expect(await pausing.work()).toEqual(['denied']);
    const trace = await traceOf(world, campaign.id);
    expect(trace.attempts).toEqual([]);
    expect(kinds(trace)).toEqual(['RUN_STATUS', 'TRADE_DUE', 'RUN_STATUS', 'TRADE_DENIED']);
    await stop(campaign);
  });

  it('is denied at a price beyond its limit, keeps pending, and expires with the reason when its time is over', async () => {
    const limited = { budget: SOL, durationSeconds: 100, slices: 10, limitPrice: '0.000001' };
    const campaign = await dispatched({ twapBuy: limited });
    expect(await machine.work()).toEqual(['denied']);
    const denied = await traceOf(world, campaign.id);
    expect(denied.intents).toMatchObject([{ state: 'PENDING', last_denial: 'LIMIT_PRICE', signatures: 0 }]);
    expect(denied.run.committed).toBe(SLICE.toString());

    await world.rows.select('ALTER TABLE intents DISABLE TRIGGER intents_guard');
    await world.rows.select('UPDATE intents SET not_after = now() WHERE campaign_id = $1', [campaign.id]);
    await world.rows.select('ALTER TABLE intents ENABLE TRIGGER intents_guard');
    await expireLate(machine.deps);
    const trace = await traceOf(world, campaign.id);
    await stop(campaign);
    expect(trace.intents).toMatchObject([{ state: 'EXPIRED' }]);
    expect(trace.run).toMatchObject({ committed: '0', spent: '0' });
    expect(trace.events.at(-1)).toMatchObject({ kind: 'TRADE_EXPIRED', reason: 'LIMIT_PRICE' });
  });

  it('fails for good when it lands with an error, and only its fee is gone', async () => {
    const campaign = await dispatched();
    machine.gate.closed = true;
    await machine.work();
    machine.gate.closed = false;
    const [victim] = machine.gate.kept;
    const other = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
    const pump = await makeCampaign(world, other, { twapBuy: { budget: 40n * SOL, durationSeconds: 100, slices: 1 } });
    await startCampaign(world, other.actor, ask(pump));
    await dispatchDue(machine.database);
    expect(await machine.work()).toEqual(['sent']);
    await machine.trackUntil(ended(pump));
    await world.chain.broadcast([victim ?? new Uint8Array()]);
    const trace = await machine.trackUntil(ended(campaign));
    await stop(campaign);

    expect(trace.intents).toMatchObject([{ state: 'FAILED_ONCHAIN', signatures: 1 }]);
    expect(trace.attempts).toMatchObject([{ state: 'LANDED_ERROR' }]);
    expect(trace.run).toMatchObject({ committed: '0', spent: '0' });
    expect(kinds(trace).slice(1)).toEqual(['TRADE_DUE', 'TRADE_FAILED']);
    const booked = await world.rows.select('SELECT reason FROM ledger_entries WHERE signature = $1 ORDER BY reason', [
      trace.attempts[0]?.['signature'],
    ]);
    expect(booked).toEqual([{ reason: 'BASE_FEE' }, { reason: 'PRIORITY_FEE' }]);
  });

  it('C-02 ends its run when it was the last, and tells what was not spent', async () => {
    const campaign = await dispatched({ twapBuy: { budget: SLICE, durationSeconds: 100, slices: 1 } });
    await machine.work();
    await machine.trackUntil(ended(campaign));
    await world.rows.select('UPDATE runs SET next_due_at = now() WHERE campaign_id = $1', [campaign.id]);
    await finishRuns(machine.database);
    expect((await traceOf(world, campaign.id)).run.status).toBe('RUNNING');
    expect(await dispatchDue(machine.database)).toBe(0);
    await finishRuns(machine.database);
    const trace = await traceOf(world, campaign.id);
    expect(trace.run).toMatchObject({ status: 'COMPLETED', end_reason: 'BUDGET_SPENT' });
    expect(trace.events.at(-1)).toEqual({
      kind: 'RUN_STATUS',
      status: 'COMPLETED',
      reason: 'BUDGET_SPENT',
      unspent: '0',
    });
  });

  it('C-02 ends a run that was paused after its last trade', async () => {
    const campaign = await dispatched({ twapBuy: { budget: SLICE, durationSeconds: 100, slices: 1 } });
    await machine.work();
    await machine.trackUntil(ended(campaign));
    await world.rows.select('UPDATE runs SET next_due_at = now() WHERE campaign_id = $1', [campaign.id]);
    expect(await dispatchDue(machine.database)).toBe(0);
    await world.rows.select("UPDATE runs SET status = 'PAUSED' WHERE campaign_id = $1", [campaign.id]);
    await finishRuns(machine.database);
    expect((await traceOf(world, campaign.id)).run).toMatchObject({ status: 'COMPLETED', end_reason: 'BUDGET_SPENT' });
  });

  it('C-05 ends a stopping run once what was in flight has ended', async () => {
    const campaign = await dispatched();
    await machine.work();
    await stop(campaign);
    await finishRuns(machine.database);
    expect((await traceOf(world, campaign.id)).run.status).toBe('STOPPING');
    await machine.trackUntil(ended(campaign));
    await finishRuns(machine.database);
    const trace = await traceOf(world, campaign.id);
    expect(trace.run).toMatchObject({ status: 'STOPPED', spent: SLICE.toString() });
    expect(trace.events.at(-1)).toMatchObject({ status: 'STOPPED', unspent: (SOL - SLICE).toString() });
  });
});
