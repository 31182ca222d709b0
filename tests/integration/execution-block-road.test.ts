/** What became of signatures while nobody watched for longer than status caches remember. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { dispatchDue } from '#core/usecases/dispatch/dispatch-due.ts';
import { createTracker } from '#core/usecases/execution/track.ts';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { createMachine, type Machine, traceOf } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

/** Blocks a status cache remembers, and those a signature and its proof of death take. */
const FORGOTTEN = 300n + 160n + 40n;

let world: World;
let signer: TestSigner;
let desk: Desk;
let machine: Machine;
let landed: Campaign;
let lost: Campaign;
beforeAll(async () => {
  world = await createWorld({ slotMs: 15 });
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  desk = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
  machine = createMachine(world, signer.client);
  landed = await sign();
  machine.gate.closed = true;
  lost = await sign();
  await waitBlocks(FORGOTTEN);
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});

async function sign(): Promise<Campaign> {
  const twapBuy = { budget: SOL, durationSeconds: 100, slices: 1 };
  const campaign = await makeCampaign(world, desk, { twapBuy });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  expect(await dispatchDue(machine.database)).toBe(1);
  expect(await machine.work()).toEqual(['sent']);
  return campaign;
}

async function waitBlocks(count: bigint): Promise<void> {
  const endpoint = world.chain.best();
  const { blockHeight } = await endpoint.heights('finalized');
  const isPast = async () => (await endpoint.heights('finalized')).blockHeight > blockHeight + count;
  await vi.waitUntil(isPast, { timeout: 50_000, interval: 200 });
}

/** The world's chain, with one endpoint's answers changed. */
const changed = (over: (endpoint: ChainEndpoint) => Partial<ChainEndpoint>): Chain => ({
  ...machine.deps.chain,
  witnesses: () => world.chain.witnesses().map((endpoint) => ({ ...endpoint, ...over(endpoint) })),
});

const round = (chain: Chain) => createTracker({ ...machine.deps, chain }).round(AbortSignal.timeout(30_000));
/** A road may take more than one round. */
async function roundsUntil(chain: Chain, done: () => Promise<boolean>): Promise<void> {
  const tracker = createTracker({ ...machine.deps, chain });
  const signal = AbortSignal.timeout(30_000);
  do await tracker.round(signal);
  while (!(await done()));
}

const stateOf = async (campaign: Campaign) => {
  const { intents, attempts } = await traceOf(world, campaign.id);
  return { intent: intents[0], attempt: attempts[0] };
};

it('E-04 a second endpoint has to agree: one alone proves neither landing nor death', async () => {
  await round({ ...machine.deps.chain, quorum: 2 });
  expect((await stateOf(landed)).attempt?.['state']).toBe('LIVE');
  expect((await stateOf(lost)).attempt?.['state']).toBe('LIVE');
});

it('E-04 a missing block proves nothing: the intent is put before an operator and stays as it is', async () => {
  await roundsUntil(
    changed((endpoint) => ({
      block: async (slot, signal) => (slot % 50n === 0n ? null : endpoint.block(slot, signal)),
    })),
    async () => (await stateOf(lost)).intent?.review_reason !== null,
  );
  const { intent, attempt } = await stateOf(lost);
  expect(intent).toMatchObject({ state: 'PENDING', review_reason: 'MISSING_BLOCK', signatures: 1 });
  expect(attempt?.['state']).toBe('LIVE');
});

it('E-04 an endpoint that fails tells nothing', async () => {
  const silent = async () => Promise.reject(new Error('no answer'));
  await round(changed(() => ({ block: silent })));
  expect((await stateOf(lost)).attempt?.['state']).toBe('LIVE');
});

it('E-04 what landed is found without its status, and what did not is dead by its blocks', async () => {
  await roundsUntil(machine.deps.chain, async () => (await stateOf(lost)).attempt?.['state'] === 'DEAD');
  expect((await stateOf(landed)).intent).toMatchObject({ state: 'SUCCEEDED', signatures: 1 });
  const { intent, attempt } = await stateOf(lost);
  expect(attempt).toMatchObject({ state: 'DEAD', dead_road: 'BLOCKS', dead_agreed: 1 });
  expect(intent).toMatchObject({ state: 'PENDING', review_reason: null });
});
