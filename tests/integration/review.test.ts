/** An operator's verdict on real signatures: one that was never sent, and one that landed. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { dispatchDue } from '#core/usecases/dispatch/dispatch-due.ts';
import { resolveReview } from '#core/usecases/review/resolve-review.ts';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { createMachine, type Machine, traceOf } from '../support/machine.ts';
import { SIGNED_IN } from '../support/signed-in.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, refusal, type World } from '../support/world.ts';

let world: World;
let signer: TestSigner;
let desk: Desk;
let machine: Machine;
let owner: Caller;
beforeAll(async () => {
  world = await createWorld({ slotMs: 20 });
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  desk = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
  machine = createMachine(world, signer.client);
  const signedIn = { ...SIGNED_IN, platformRole: 'user' } as const;
  owner = { ...desk.actor, ...signedIn, role: 'owner' };
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});

interface Signed {
  readonly campaignId: string;
  readonly intentId: string;
  readonly signature: string;
}

/** A trade that is signed, and that nothing can be proved about, as the tracker would say. */
async function reviewed({ sent }: { sent: boolean }): Promise<Signed> {
  machine.gate.closed = !sent;
  const campaign = await makeCampaign(world, desk, { twapBuy: { budget: SOL, durationSeconds: 100, slices: 1 } });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  await dispatchDue(machine.database);
  expect(await machine.work()).toEqual(['sent']);
  const { intents, attempts } = await traceOf(world, campaign.id);
  const intentId = intents[0]?.id ?? '';
  await world.rows.select(`UPDATE intents SET review_reason = 'MISSING_BLOCK' WHERE id = $1`, [intentId]);
  return { campaignId: campaign.id, intentId, signature: String(attempts[0]?.['signature']) };
}

const traced = async ({ campaignId }: Signed) => {
  const { intents, attempts } = await traceOf(world, campaignId);
  return { intent: intents[0], attempt: attempts[0] };
};

/** Until final blocks are past what could hold the transaction. */
async function outlive(trade: Signed): Promise<void> {
  const bound = BigInt(String((await traced(trade)).attempt?.['death_bound']));
  const isPast = async () => (await world.chain.best().heights('finalized')).blockHeight > bound;
  await vi.waitUntil(isPast, { timeout: 90_000, interval: 200 });
}

type Waiting = Pick<Clock, 'wait'>;
/** As if all its waiting were over. */
const impatient: Waiting = { wait: async () => undefined };

const declareDead = (trade: Signed, caller: Caller = owner, chain: Chain = world.chain, clock: Waiting = systemClock) =>
  resolveReview({ ...world, chain, clock }, caller, {
    ...{ intentId: trade.intentId, verdict: 'DEAD', reason: 'the missing block was read by hand' },
  });

/** The world's chain as two endpoints tell it, the second with its answers changed. */
const withSecond = (over: (endpoint: ChainEndpoint) => Partial<ChainEndpoint>): Chain => ({
  ...world.chain,
  quorum: 2,
  witnesses: () =>
    world.chain.witnesses().flatMap((endpoint) => [endpoint, { ...endpoint, name: 'second', ...over(endpoint) }]),
});

describe('E-04 an operator’s verdict', () => {
  it('is refused while the transaction can still land, and when it was seen', async () => {
    const lost = await reviewed({ sent: false });
    await expect(declareDead(lost)).rejects.toEqual(
      refusal('VERDICT_REFUSED', { rule: expect.stringContaining('can still land') }),
    );
    const landed = await reviewed({ sent: true });
    const isKnown = async () => (await world.chain.best().statuses([landed.signature as never])).statuses[0] !== null;
    await vi.waitUntil(isKnown, { timeout: 30_000 });
    const known = refusal('VERDICT_REFUSED', { rule: 'an endpoint knows it' });
    await expect(declareDead(landed)).rejects.toEqual(known);

    await outlive(landed);
    await expect(declareDead(landed)).rejects.toEqual(known);
    // Caches forget; the history does not. One endpoint that has it is enough, though another has not.
    const forgetful = withSecond((endpoint) => ({
      statuses: async (signatures, signal) => ({
        slot: (await endpoint.statuses(signatures, signal)).slot,
        statuses: signatures.map(() => null),
      }),
    }));
    const blind: Chain = { ...forgetful, witnesses: () => forgetful.witnesses().slice(1) };
    await expect(declareDead(landed, owner, blind)).rejects.toEqual(known);
    expect((await traced(landed)).attempt?.['state']).toBe('LIVE');
    expect((await traced(lost)).attempt?.['state']).toBe('LIVE');
  });

  it('is an owner’s of that organisation, or an administrator’s, and needs somebody to have been asked', async () => {
    const lost = await reviewed({ sent: false });
    await expect(declareDead(lost, { ...owner, role: 'trader' })).rejects.toEqual(refusal('FORBIDDEN'));
    const stranger: Caller = { ...owner, ...(await world.rows.tenant('owner')) };
    await expect(declareDead(lost, stranger)).rejects.toEqual(refusal('NOT_FOUND'));
    await world.rows.select('UPDATE intents SET review_reason = NULL WHERE id = $1', [lost.intentId]);
    await expect(declareDead(lost)).rejects.toEqual(refusal('VERDICT_REFUSED'));
  });

  it('closes what can no longer land and nobody knows, with who and why; the trade may be signed again', async () => {
    const lost = await reviewed({ sent: false });
    await outlive(lost);
    const silent = withSecond(() => ({ heights: async () => Promise.reject(new Error('no answer')) }));
    await expect(declareDead(lost, owner, silent, impatient)).rejects.toEqual(
      refusal('VERDICT_REFUSED', { rule: '2 endpoints have to deny it, and 1 did' }),
    );
    await declareDead(lost);
    const { intent, attempt } = await traced(lost);
    expect(attempt).toMatchObject({
      ...{ state: 'DEAD', dead_road: 'OPERATOR', dead_agreed: 1, dead_by_id: owner.userId },
      dead_reason: 'the missing block was read by hand',
    });
    expect(intent).toMatchObject({ state: 'PENDING', review_reason: null });
    expect(
      await world.rows.select('SELECT state FROM reservations WHERE attempt_id = $1', [attempt?.['id']]),
    ).toSatisfy((held: { state: string }[]) => held.length > 0 && held.every(({ state }) => state === 'RELEASED'));
    const [audit] = await world.rows.select<{ action: string; actor_id: string; detail: object }>(
      'SELECT action, actor_id, detail FROM audit_log WHERE object_id = $1',
      [lost.intentId],
    );
    expect(audit).toMatchObject({
      action: 'review.declaredDead',
      actor_id: owner.userId,
      detail: { road: 'OPERATOR' },
    });
    expect((await machine.run({ intentId: lost.intentId as never, fence: 1n })).toString()).toBe('sent');
  });

  it('WATCH_ON only takes the mark off', async () => {
    const lost = await reviewed({ sent: false });
    const input = { intentId: lost.intentId, verdict: 'WATCH_ON', reason: 'an archive endpoint was added' } as const;
    await resolveReview({ ...world, clock: systemClock }, owner, input);
    expect(await traced(lost)).toMatchObject({ intent: { review_reason: null }, attempt: { state: 'LIVE' } });
  });

  it('cannot be written without who and why, nor for what was seen confirmed', async () => {
    const { attempt } = await traced(await reviewed({ sent: false }));
    const dead = (also: string) =>
      world.rows.select(
        `UPDATE attempts SET state = 'DEAD', closed_at = now(), dead_road = 'OPERATOR', dead_finalized_height = death_bound + 1,
           dead_finalized_slot = 1, dead_status_slot = 33, dead_agreed = 1 ${also} WHERE id = $1`,
        [attempt?.['id']],
      );
    const who = `, dead_by_id = '${owner.userId}', dead_reason = 'why'`;
    await expect(dead('')).rejects.toThrow('attempts_dead_evidence');
    await expect(dead(`${who}, confirmed_slot = 5`)).rejects.toThrow('attempts_dead_evidence');
    await dead(who);
  });
});
