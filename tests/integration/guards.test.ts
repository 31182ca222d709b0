/** Halting and re-arming on a real database with the real signer: what a guard promises, and who may set one. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLATFORM_ID } from '#core/domain/risk/guard-state.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { haltAll } from '#core/usecases/guard/halt-all.ts';
import { listGuards } from '#core/usecases/guard/list-guards.ts';
import { rearm } from '#core/usecases/guard/rearm.ts';
import { restrict } from '#core/usecases/guard/restrict.ts';
import { createMachine, type Machine } from '../support/machine.ts';
import { SIGNED_IN } from '../support/signed-in.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain, type Desk, dueTrade, openDesk, SOL } from '../support/trading-desk.ts';
import { createWorld, newKey, refusal, type World } from '../support/world.ts';

let world: World;
let signer: TestSigner;
let machine: Machine;
let desk: Desk;
let other: Desk;
let admin: Caller;
beforeAll(async () => {
  world = await createWorld();
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  machine = createMachine(world, signer.client);
  [desk, other] = [await openDesk(world, signer.client, 100n * SOL), await openDesk(world, signer.client)];
  admin = callerOf(await world.rows.tenant('viewer'), 'admin');
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});

const callerOf = (actor: Desk['actor'], platformRole: Caller['platformRole'] = 'user'): Caller => ({
  ...actor,
  platformRole,
  ...SIGNED_IN,
});
const because = () => ({ reason: 'the chain misbehaves', idempotencyKey: newKey() });

/** A pending trade of the desk that nobody has claimed. */
async function newTrade(kind: 'BUY' | 'SELL' = 'BUY') {
  const trade = await dueTrade(world, desk, { kind, amountIn: SOL / 100n, budget: SOL });
  return { ...trade, job: { intentId: trade.id, fence: 1n } };
}

const signedAfter = async (at: Date) => world.rows.select('SELECT a.id FROM attempts a WHERE a.signed_at > $1', [at]);

describe('G-01 halting', () => {
  it('under load: once haltAll has committed, no signature is stored any more', async () => {
    const trades = await Promise.all(Array.from({ length: 24 }, () => newTrade()));
    const load = Promise.all(
      trades.map(async ({ job }, index) => {
        // One after the other, so that signatures are in the making all the while.
        await new Promise((resolve) => setTimeout(resolve, index * 20));
        await machine.run(job);
      }),
    );
    await expect.poll(async () => (await signedAfter(new Date(0))).length, { timeout: 30_000 }).toBeGreaterThan(3);
    const { guard, inFlight } = await haltAll(world, admin, because());
    const [{ now }] = (await world.rows.select<{ now: Date }>('SELECT clock_timestamp() AS now')) as [{ now: Date }];
    expect(guard).toMatchObject({ scope: 'PLATFORM', scopeId: PLATFORM_ID, state: 'HALTED', byAdmin: true });
    expect(inFlight).toBeGreaterThan(0);
    await load;
    expect(await signedAfter(now)).toEqual([]);
    const denied = await world.rows.select<{ last_denial: string }>(
      `SELECT last_denial FROM intents WHERE last_denial IS NOT NULL`,
    );
    expect(denied.length).toBeGreaterThan(0);
    expect(new Set(denied.map(({ last_denial }) => last_denial))).toEqual(new Set(['GUARD_HALTED']));
    await rearm(world, admin, { scope: 'PLATFORM', ...because() });
    expect(await machine.run((await newTrade()).job)).toBe('sent');
  });

  it('waits for a signature in the making, and holds back the next', async () => {
    const order: string[] = [];
    const signing = world.db.transaction(NO_TENANT, async (tx) => {
      await tx.query({ text: `SELECT pg_advisory_xact_lock_shared(hashtextextended('platform', 0))` });
      order.push('signing');
      await new Promise((resolve) => setTimeout(resolve, 300));
      order.push('signed');
    });
    await expect.poll(() => order.length).toBe(1);
    const halting = haltAll(world, admin, because()).then(() => order.push('halted'));
    await Promise.all([signing, halting]);
    expect(order).toEqual(['signing', 'signed', 'halted']);
    await rearm(world, admin, { scope: 'PLATFORM', ...because() });
  });

  it('one scope leaves the others alone; REDUCING lets sells go and no buys', async () => {
    const trader = callerOf(desk.actor);
    const wallet = { scope: 'WALLET', scopeId: desk.wallet.id } as const;
    await restrict(world, trader, { ...wallet, state: 'REDUCING', ...because() });
    expect(await machine.run((await newTrade('BUY')).job)).toBe('denied');
    expect(await machine.run((await newTrade('SELL')).job)).not.toBe('denied');
    expect(await listGuards(world, callerOf(other.actor))).toEqual([]);
    expect(await listGuards(world, trader)).toMatchObject([{ ...wallet, state: 'REDUCING', byAdmin: false }]);
    expect(await listGuards(world, admin)).toMatchObject([wallet]);
    await rearm(world, trader, { ...wallet, ...because() });
    expect(await listGuards(world, admin)).toEqual([]);
    expect(await machine.run((await newTrade('BUY')).job)).toBe('sent');
  });

  it('is written down: who, what and why, and an alert that lasts as long', async () => {
    const trader = callerOf(desk.actor);
    const scope = { scope: 'ORGANIZATION', scopeId: desk.actor.organizationId } as const;
    const halt = { ...scope, state: 'HALTED', ...because() } as const;
    await restrict(world, trader, halt);
    await restrict(world, trader, halt);
    const audit = () =>
      world.rows.select('SELECT actor_id, action, detail FROM audit_log WHERE object_id = $1 ORDER BY id', [
        scope.scopeId,
      ]);
    expect(await audit()).toEqual([
      { actor_id: trader.userId, action: 'guard.halted', detail: { from: 'ACTIVE', reason: 'the chain misbehaves' } },
    ]);
    const alerts = () =>
      world.rows.select<{ open: boolean }>(
        `SELECT resolved_at IS NULL AS open FROM alerts WHERE kind = 'RESTRICTED' AND object_id = $1`,
        [scope.scopeId],
      );
    expect(await alerts()).toEqual([{ open: true }]);
    await rearm(world, trader, { ...scope, ...because() });
    expect(await alerts()).toEqual([{ open: false }]);
    expect(await audit()).toHaveLength(2);
  });
});

describe('A-05 who may halt and re-arm', () => {
  it('the platform: administrators alone, told before anything is looked up', async () => {
    const owner = callerOf({ ...desk.actor, role: 'owner' });
    await expect(haltAll(world, owner, because())).rejects.toEqual(refusal('FORBIDDEN', { need: 'admin' }));
    await expect(rearm(world, owner, { scope: 'PLATFORM', ...because() })).rejects.toEqual(refusal('FORBIDDEN'));
  });

  it('a wallet: its own traders, and nobody of another organisation, who is not told that it is there', async () => {
    const wallet = { scope: 'WALLET', scopeId: desk.wallet.id, state: 'HALTED' } as const;
    const stranger = callerOf(other.actor);
    await expect(restrict(world, stranger, { ...wallet, ...because() })).rejects.toEqual(refusal('NOT_FOUND'));
    const viewer = callerOf({ ...desk.actor, role: 'viewer' });
    await expect(restrict(world, viewer, { ...wallet, ...because() })).rejects.toEqual(refusal('FORBIDDEN'));
    const missing = { ...wallet, scopeId: PLATFORM_ID };
    await expect(restrict(world, stranger, { ...missing, ...because() })).rejects.toEqual(refusal('NOT_FOUND'));
  });

  it('what an administrator restricted: an administrator', async () => {
    const scope = { scope: 'WALLET', scopeId: desk.wallet.id } as const;
    await restrict(world, admin, { ...scope, state: 'HALTED', ...because() });
    const trader = callerOf(desk.actor);
    await expect(rearm(world, trader, { ...scope, ...because() })).rejects.toEqual(
      refusal('FORBIDDEN', { need: 'admin' }),
    );
    const softer = { ...scope, state: 'REDUCING' } as const;
    await expect(restrict(world, trader, { ...softer, ...because() })).rejects.toEqual(refusal('FORBIDDEN'));
    await rearm(world, admin, { ...scope, ...because() });
  });
});
