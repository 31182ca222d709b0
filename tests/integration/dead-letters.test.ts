/** Dead letters from the failed job to the decision about it, on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEAD_AFTER_FAILURES } from '#core/contracts/queues.ts';
import type { DeadLetter } from '#core/domain/dead-letter/dead-letter.ts';
import { appError } from '#core/domain/errors.ts';
import type { RunId } from '#core/domain/ids.ts';
import { newId } from '#core/store/new-id.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { discardDeadLetter } from '#core/usecases/dead-letter/discard-dead-letter.ts';
import { listDeadLetters } from '#core/usecases/dead-letter/list-dead-letters.ts';
import { recordFailure } from '#core/usecases/dead-letter/record-failure.ts';
import { retryDeadLetter } from '#core/usecases/dead-letter/retry-dead-letter.ts';
import { keepHouse } from '#core/usecases/maintenance/keep-house.ts';
import { createDesk, type Desk, makeCampaign, plantTrade, SOL } from '../support/campaign.ts';
import { silentLog } from '../support/machine.ts';
import { SIGNED_IN } from '../support/signed-in.ts';
import { createWorld, newKey, refusal, type World } from '../support/world.ts';

let world: World;
let desk: Desk;
let admin: Caller;
let trader: Caller;
beforeAll(async () => {
  world = await createWorld();
  desk = await createDesk(world, 100n * SOL);
  admin = { ...(await world.rows.tenant('viewer')), ...SIGNED_IN, platformRole: 'admin' };
  trader = { ...desk.actor, ...SIGNED_IN, platformRole: 'user' };
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.rows.select('TRUNCATE dead_letters, job_failures, alerts');
  handedOver.length = 0;
});

const handedOver: unknown[] = [];
const deps = () => ({
  db: world.db,
  schedule: world.schedule,
  owners: world.owners,
  log: silentLog,
  queue: {
    enqueue: async (queue: string, intents: readonly unknown[]) => void handedOver.push([queue, ...intents]),
    enqueueMaintenance: async (job: unknown) => void handedOver.push(['maintenance', job]),
  },
});

/** As a worker does it. */
const working = () => ({ ...deps(), db: world.workerDb });

const fail = (over: Partial<Parameters<typeof recordFailure>[1]>) =>
  recordFailure(working(), {
    ...{ queue: 'trade.buy', jobId: 'job', payload: {}, error: new TypeError('x is not a function'), hopeless: false },
    ...over,
  });

const all = { state: null, queue: null };
const letters = async (filter: Parameters<typeof listDeadLetters>[2] = all): Promise<DeadLetter[]> =>
  (await listDeadLetters(world, admin, filter, { first: 100 })).items.map(({ node }) => node);
const only = async (): Promise<DeadLetter> => {
  const [letter, ...others] = await letters();
  expect(others).toEqual([]);
  if (letter === undefined) throw new Error('there is no dead letter');
  return letter;
};

/** A pending trade, with a signature of it in flight where that is asked for, and a dead letter about it. */
async function stuckTrade(attempt?: 'LIVE') {
  const campaign = await makeCampaign(world, desk);
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  const [run] = await world.rows.select<{ id: RunId }>('SELECT id FROM runs WHERE campaign_id = $1', [campaign.id]);
  if (run === undefined) throw new Error('no run');
  const trade = { campaign, runId: run.id, sequence: 1, amountIn: 1_000n, ...(attempt ? { attempt } : {}) };
  const { intentId } = await plantTrade(world, desk, trade);
  await world.rows.select(`UPDATE intents SET due_at = now() + interval '10 minutes' WHERE id = $1`, [intentId]);
  for (let failures = 0; failures < DEAD_AFTER_FAILURES; failures += 1)
    await fail({ payload: { intentId, fence: '0' } });
  return { intentId, runId: run.id, campaignId: campaign.id };
}

const intentOf = async (id: string) =>
  (await world.rows.select<Record<string, unknown>>('SELECT * FROM intents WHERE id = $1', [id]))[0];
const committedOf = async (runId: string) =>
  (await world.rows.select<{ committed: string }>('SELECT committed FROM runs WHERE id = $1', [runId]))[0]?.committed;
const because = { reason: 'looked at it' };

describe('E-06 a dead letter is opened', () => {
  it('when the jobs of one thing have failed too often, once, and with the newest failure', async () => {
    const intentId = newId();
    for (let failures = 1; failures < DEAD_AFTER_FAILURES; failures += 1) await fail({ payload: { intentId } });
    expect(await letters()).toEqual([]);
    await fail({ payload: { intentId } });
    await fail({ payload: { intentId, fence: '9' }, jobId: 'last', error: new Error('another') });
    expect(await only()).toMatchObject({
      ...{ queue: 'trade.buy', jobId: 'last', payload: { intentId, fence: '9' }, state: 'OPEN' },
      ...{ failures: DEAD_AFTER_FAILURES + 1, error: { code: 'Error', message: 'another' }, intentId: null },
    });
    expect(
      await world.rows.select(`SELECT 1 FROM alerts WHERE kind = 'DEAD_LETTER' AND resolved_at IS NULL`),
    ).toHaveLength(1);
  });

  it('at once for what can never succeed, without what was delivered beside ids', async () => {
    await fail({ payload: { intentId: 7, key: 's'.repeat(88) }, hopeless: true });
    expect((await only()).payload).toEqual({ intentId: 7 });
  });

  it('not for what is away and comes back by itself, nor for failures that lie far apart', async () => {
    const payload = { intentId: newId() };
    for (let n = 0; n < 20; n += 1) await fail({ payload, error: appError('SIGNER_UNAVAILABLE', {}) });
    for (let n = 0; n < 20; n += 1) {
      await fail({ payload });
      await world.rows.select(`UPDATE job_failures SET last_failed_at = now() - interval '2 hours'`);
    }
    expect(await letters()).toEqual([]);
  });
});

describe('E-06 an operator', () => {
  it('tries again: the trade is due at once and handed over, and counting begins anew', async () => {
    const { intentId } = await stuckTrade();
    const { id } = await only();
    expect(await retryDeadLetter(deps(), admin, { id, ...because })).toMatchObject({
      ...{ state: 'RETRIED', closedReason: 'looked at it', closedById: admin.userId },
    });
    expect(handedOver).toEqual([['trade.buy', { intentId, fence: 0n }]]);
    expect((await intentOf(intentId))?.['due_at']).toSatisfy((at: Date) => at.getTime() <= Date.now());
    // Asked once more, it is answered as it is.
    expect(await retryDeadLetter(deps(), admin, { id, ...because })).toMatchObject({ state: 'RETRIED' });
    expect(handedOver).toHaveLength(1);
    await fail({ payload: { intentId, fence: '1' } });
    expect((await letters({ state: 'OPEN', queue: null })).length).toBe(0);
    const audit = await world.rows.select('SELECT actor_id, detail FROM audit_log WHERE object_id = $1', [id]);
    expect(audit).toEqual([
      { actor_id: admin.userId, detail: { queue: 'trade.buy', intentId, reason: 'looked at it' } },
    ]);
    expect(await world.rows.select(`SELECT 1 FROM alerts WHERE kind = 'DEAD_LETTER' AND resolved_at IS NULL`)).toEqual(
      [],
    );
  });

  it('discards: what is not signed is cancelled, and its budget is free again', async () => {
    const { intentId, runId, campaignId } = await stuckTrade();
    expect(await committedOf(runId)).toBe('1000');
    await discardDeadLetter(world, admin, { id: (await only()).id, ...because });
    expect((await intentOf(intentId))?.['state']).toBe('CANCELLED');
    expect(await committedOf(runId)).toBe('0');
    const events = await world.rows.select(
      `SELECT payload FROM campaign_events WHERE campaign_id = $1 AND kind = 'TRADE_CANCELLED'`,
      [campaignId],
    );
    expect(events).toEqual([{ payload: { kind: 'TRADE_CANCELLED', intentId, sequence: 1 } }]);
  });

  it('does nothing to a trade that is signed, either way', async () => {
    const { intentId, runId } = await stuckTrade('LIVE');
    const before = await intentOf(intentId);
    await discardDeadLetter(world, admin, { id: (await only()).id, ...because });
    expect(await intentOf(intentId)).toEqual(before);
    expect(await committedOf(runId)).toBe('1000');
  });

  it('cannot try again what nothing can be made of', async () => {
    await fail({ payload: { nonsense: true }, hopeless: true });
    const { id } = await only();
    await expect(retryDeadLetter(deps(), admin, { id, ...because })).rejects.toEqual(refusal('NOT_RETRYABLE'));
    expect(await only()).toMatchObject({ state: 'OPEN' });
    await fail({ queue: 'maintenance', payload: { hour: 5 }, hopeless: true });
    const [maintenance] = await letters({ state: null, queue: 'maintenance' });
    await retryDeadLetter(deps(), admin, { id: maintenance?.id ?? '', ...because });
    expect(handedOver).toEqual([['maintenance', { hour: 5 }]]);
  });

  it('A-05 is an administrator: nobody else learns whether there is one', async () => {
    await fail({ payload: { intentId: newId() }, hopeless: true });
    const { id } = await only();
    for (const input of [
      { id, ...because },
      { id: newId(), ...because },
    ]) {
      await expect(retryDeadLetter(deps(), trader, input)).rejects.toEqual(refusal('FORBIDDEN', { need: 'admin' }));
      await expect(discardDeadLetter(world, trader, input)).rejects.toEqual(refusal('FORBIDDEN'));
    }
    await expect(listDeadLetters(world, trader, all, { first: 1 })).rejects.toEqual(refusal('FORBIDDEN'));
    await expect(discardDeadLetter(world, admin, { id: newId(), ...because })).rejects.toEqual(refusal('NOT_FOUND'));
  });
});

it('E-06 pages go on where the last one ended, and a filter holds on every page', async () => {
  for (let n = 0; n < 5; n += 1) await fail({ payload: { intentId: newId() }, hopeless: true });
  await fail({ queue: 'trade.sell', payload: { intentId: newId() }, hopeless: true });
  const filter = { state: 'OPEN', queue: 'trade.buy' } as const;
  const first = await listDeadLetters(world, admin, filter, { first: 3 });
  const second = await listDeadLetters(world, admin, filter, { first: 3, after: first.items[2]?.cursor });
  expect([first.hasNext, second.hasNext]).toEqual([true, false]);
  const ids = [...first.items, ...second.items].map(({ node }) => node.id);
  expect(ids).toEqual((await letters(filter)).map(({ id }) => id));
});

it('E-01 housekeeping closes letters whose trade has ended, and forgets what nobody asks for', async () => {
  const { intentId } = await stuckTrade();
  await world.rows.select(`UPDATE intents SET state = 'EXPIRED', terminal_at = now() WHERE id = $1`, [intentId]);
  await world.rows.insert('loop_leases', { name: 'old', holder: newId(), until: new Date(0) });
  await keepHouse(working(), new AbortController().signal);
  expect(await only()).toMatchObject({
    state: 'DISCARDED',
    closedReason: 'the trade ended: EXPIRED',
    closedById: null,
  });
  expect(await world.rows.select(`SELECT 1 FROM loop_leases WHERE name = 'old'`)).toEqual([]);
  expect(await world.rows.select(`SELECT 1 FROM alerts WHERE kind = 'DEAD_LETTER' AND resolved_at IS NULL`)).toEqual(
    [],
  );
});
