/** The execution machine beside what is late or cannot be recorded. */
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { dispatchDue } from '#core/usecases/dispatch/dispatch-due.ts';
import { createTracker } from '#core/usecases/execution/track.ts';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { createMachine, type Machine, runOne, silentLog, traceOf } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { createTestClock } from '../support/test-clock.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

const SIGNAL = AbortSignal.timeout(60_000);

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

async function dispatched(): Promise<Campaign> {
  const twapBuy = { budget: SOL, durationSeconds: 100, slices: 1 };
  const campaign = await makeCampaign(world, desk, { twapBuy });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  expect(await dispatchDue(machine.database)).toBe(1);
  return campaign;
}

/** The machine with an endpoint whose pool reading ends after `meanwhile`, two seconds later by the clock of processes. */
function slowly(meanwhile: () => Promise<unknown>): Machine['deps'] {
  const clock = createTestClock();
  const endpoint = world.chain.best();
  const accounts: typeof endpoint.accounts = async (...args) => {
    await meanwhile();
    clock.pass(2_000);
    return endpoint.accounts(...args);
  };
  return { ...machine.deps, clock, chain: { ...machine.deps.chain, read: (work) => work({ ...endpoint, accounts }) } };
}

it('E-05 keeps its claim while endpoints are late, and leaves it to whoever claimed after it', async () => {
  const campaign = await dispatched();
  const [job] = machine.queued.splice(0);
  if (job === undefined) throw new Error('nothing was queued');
  const endLease = () => world.rows.select('UPDATE intents SET lease_until = now() WHERE id = $1', [job.intentId]);
  const overtake = async () => {
    await endLease();
    expect(await machine.deps.claims.claim([{ ...job, fence: job.fence + 1n }])).toHaveLength(1);
  };
  expect(await runOne(slowly(overtake), job)).toBe('idle');
  expect((await traceOf(world, campaign.id)).attempts).toEqual([]);

  await endLease();
  const late = { ...job, fence: job.fence + 2n };
  expect(await runOne(slowly(endLease), late)).toBe('sent');
  const [intent] = await world.rows.select<{ held: boolean }>(
    `SELECT lease_until > now() + interval '1 s' AS held FROM intents WHERE id = $1`,
    [job.intentId],
  );
  expect(intent?.held).toBe(true);
});

it('E-08 a landing that cannot be recorded is told by itself and holds up no other', async () => {
  const poisoned = await dispatched();
  await machine.work();
  const sound = await dispatched();
  await machine.work();
  const [bad] = (await traceOf(world, poisoned.id)).attempts;
  await world.rows.select(
    `CREATE FUNCTION refuse_landing() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.id = '${bad?.['id']}' AND NEW.state <> 'LIVE' THEN RAISE 'refused'; END IF; RETURN NEW; END $$`,
  );
  await world.rows.select(
    'CREATE TRIGGER refuse_landing BEFORE UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION refuse_landing()',
  );
  const errors: Record<string, unknown>[] = [];
  const log = { ...silentLog, error: (fields: object) => void errors.push({ ...fields }) };
  const tracker = createTracker({ ...machine.deps, log });
  const isSettled = async () => (await traceOf(world, sound.id)).intents[0]?.state === 'SUCCEEDED';
  do await tracker.round(SIGNAL);
  while (!(await isSettled()) || errors.length === 0);
  await tracker.round(SIGNAL);
  expect(errors).toEqual([expect.objectContaining({ attemptId: bad?.['id'] })]);
  expect((await traceOf(world, poisoned.id)).attempts).toMatchObject([{ state: 'LIVE' }]);
});

it('E-08 a run whose decision cannot be written is put off by itself and holds up no other', async () => {
  const twapBuy = { budget: SOL, durationSeconds: 100, slices: 1 };
  const [poisoned, sound] = [
    await makeCampaign(world, desk, { twapBuy }),
    await makeCampaign(world, desk, { twapBuy }),
  ];
  for (const { id } of [poisoned, sound]) {
    await startCampaign(world, desk.actor, { campaignId: id, idempotencyKey: newKey() });
  }
  await world.rows.select(
    `CREATE FUNCTION refuse_intent() RETURNS trigger LANGUAGE plpgsql AS $$
     BEGIN IF NEW.campaign_id = '${poisoned.id}' THEN RAISE 'refused'; END IF; RETURN NEW; END $$`,
  );
  await world.rows.select(
    'CREATE TRIGGER refuse_intent BEFORE INSERT ON intents FOR EACH ROW EXECUTE FUNCTION refuse_intent()',
  );
  const errors: object[] = [];
  const log = { ...silentLog, error: (fields: object) => void errors.push(fields) };
  expect(await dispatchDue({ ...machine.database, log })).toBe(1);
  expect((await traceOf(world, sound.id)).intents).toHaveLength(1);
  expect(errors).toMatchObject([{ err: expect.objectContaining({ message: 'refused' }) }]);
  const [run] = await world.rows.select<{ later: boolean }>(
    "SELECT next_due_at > now() + interval '5 s' AS later FROM runs WHERE campaign_id = $1",
    [poisoned.id],
  );
  expect(run?.later).toBe(true);
});
