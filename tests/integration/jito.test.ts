/** Trades over a block engine: the real machine and signer, the client of jito-ts, and the local chain's block engine. */
import { PublicKey } from '@solana/web3.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createBlockEngine } from '#core/adapters/jito/block-engine.ts';
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import { TIP_FLOOR } from '#core/domain/execution/tip.ts';
import { tipAccountOf, tipAccountsOf } from '#core/domain/execution/tip-accounts.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import type { BlockEngine } from '#core/ports/block-engine.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { dispatchDue } from '#core/usecases/dispatch/dispatch-due.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { compareLedger, finality } from '../support/ledger.ts';
import { createMachine, type Machine, silentLog, type Trace, traceOf } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain, dueTrade, openDesk, requestFor } from '../support/trading-desk.ts';
import { createWorld, expectRefused, MAX_TIP, newKey, type World } from '../support/world.ts';

const ONE_TRADE = { budget: SOL / 10n, durationSeconds: 100, slices: 1 };
const NOBODY = 'http://127.0.0.1:1';
/** A busy machine is no silent block engine. */
const TIMEOUT_MS = 20_000;

let world: World;
let signer: TestSigner;
let desk: Desk;
let blockEngine: BlockEngine;
let machine: Machine;

const connectTo = (url: string): BlockEngine =>
  createBlockEngine({
    ...{ urls: [url], key: null, tipAccounts: tipAccountsOf('local') },
    ...{ clock: { now: () => new Date() }, log: silentLog, timeoutMs: TIMEOUT_MS },
  });

beforeAll(async () => {
  world = await createWorld({ slotMs: 40, blockEngine: {} });
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  desk = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
  blockEngine = connectTo(`http://${world.localBlockEngine?.grpcAddress}`);
});
afterAll(async () => {
  blockEngine.close();
  await signer.stop();
  await world.close();
});
beforeEach(() => {
  machine = createMachine(world, signer.client, blockEngine);
});
afterEach(() => world.localBlockEngine?.swallow(false));

type Route = 'JITO_ONLY' | 'JITO_THEN_RPC';
const over = (route: Route) => ({ route, maxTipLamports: 50_000n, twapBuy: ONE_TRADE });
const ask = (campaign: Campaign) => ({ campaignId: campaign.id, idempotencyKey: newKey() });

/** A campaign of one trade on this route, started, and its trade dispatched. */
async function dispatched(route: Route): Promise<Campaign> {
  const campaign = await makeCampaign(world, desk, over(route));
  await startCampaign(world, desk.actor, ask(campaign));
  expect(await dispatchDue(machine.database)).toBe(1);
  return campaign;
}

const ended = (campaign: Campaign) => async (): Promise<Trace | undefined> => {
  const trace = await traceOf(world, campaign.id);
  return trace.intents[0]?.state === 'PENDING' ? undefined : trace;
};

/** Some rounds of the tracker, each after the bytes are due to be sent again. */
async function trackRounds(campaign: Campaign, rounds: number): Promise<Trace> {
  let left = rounds;
  return machine.trackUntil(async () => {
    await world.rows.select(
      `UPDATE attempts a SET sent_at = now() - interval '1 minute' FROM intents i
       WHERE i.id = a.intent_id AND i.campaign_id = $1 AND a.state = 'LIVE'`,
      [campaign.id],
    );
    left -= 1;
    return left > 0 ? undefined : traceOf(world, campaign.id);
  });
}

/** As if the block engine had had its head start. */
const letHeadStartEnd = (campaign: Campaign) =>
  world.rows.select(
    `UPDATE attempts a SET signed_at = now() - interval '5 s', sent_at = NULL FROM intents i
     WHERE i.id = a.intent_id AND i.campaign_id = $1`,
    [campaign.id],
  );

describe('R-03 a trade for a block engine alone', () => {
  it('lands through it, its bytes never given to an endpoint, and its tip is booked to the lamport', async () => {
    // What is given to endpoints stays in the test's hands.
    machine.gate.closed = true;
    const campaign = await dispatched('JITO_ONLY');
    const [intent] = (await traceOf(world, campaign.id)).intents;
    const tipAccount = new PublicKey(tipAccountOf(intent?.id as IntentId, 'local'));
    const before = await world.connection.getBalance(tipAccount);
    expect(await machine.work()).toEqual(['sent']);
    const trace = await machine.trackUntil(ended(campaign));
    expect(machine.gate.kept).toEqual([]);
    expect(trace.intents).toMatchObject([{ state: 'SUCCEEDED', signatures: 1 }]);
    expect(trace.attempts).toMatchObject([{ state: 'LANDED_OK', tip: TIP_FLOOR.toString() }]);
    expect((await world.connection.getBalance(tipAccount)) - before).toBe(Number(TIP_FLOOR));

    const signature = String(trace.attempts[0]?.['signature']);
    const [fill] = await world.rows.select('SELECT input_amount, tip FROM fills WHERE signature = $1', [signature]);
    expect(fill).toEqual({ input_amount: ONE_TRADE.budget.toString(), tip: TIP_FLOOR.toString() });
    expect(trace.run).toMatchObject({ succeeded: 1, tips: TIP_FLOOR.toString() });
    expect(trace.events.at(-1)).toMatchObject({ kind: 'TRADE_FILLED', tip: TIP_FLOOR.toString() });
    await finality(world, signature);
    const watch = () =>
      createLedgerWatcher(machine.database, { perRound: 100, restMs: 0, perWallet: 500 }).round(
        AbortSignal.timeout(60_000),
      );
    const { chain, ledger, entries } = await compareLedger(world, desk.wallet.address, watch);
    expect(ledger).toEqual(chain);
    expect(entries.filter(({ reason }) => reason === 'TIP')).toMatchObject([{ signature, amount: `-${TIP_FLOOR}` }]);
  });

  it('is offered again, the same bytes, while the block engine is away, and shown to nobody else', async () => {
    const [campaign, away] = [await dispatched('JITO_ONLY'), connectTo(NOBODY)];
    const alone = createMachine(world, signer.client, away);
    alone.gate.closed = true;
    for (const job of machine.queued.splice(0)) expect(await alone.run(job)).toBe('sent');
    away.close();
    expect(alone.gate.kept).toEqual([]);
    const [attempt] = (await traceOf(world, campaign.id)).attempts;
    expect(attempt).toMatchObject({ state: 'LIVE' });
    await trackRounds(campaign, 2);
    const trace = await machine.trackUntil(ended(campaign));
    expect(trace.attempts).toMatchObject([{ state: 'LANDED_OK', signature: attempt?.['signature'] }]);
  });

  it('is not dead, nor signed again, because the block engine took it and dropped it: only the chain proves that', async () => {
    world.localBlockEngine?.swallow(true);
    const campaign = await dispatched('JITO_ONLY');
    machine.gate.closed = true;
    expect(await machine.work()).toEqual(['sent']);
    const dropped = await trackRounds(campaign, 3);
    expect(dropped.attempts).toMatchObject([{ state: 'LIVE', confirmed_slot: null }]);
    expect(machine.queued).toEqual([]);

    const dead = await machine.trackUntil(async () => {
      const trace = await traceOf(world, campaign.id);
      return trace.attempts[0]?.['state'] === 'DEAD' ? trace : undefined;
    });
    const [first] = dead.attempts;
    expect(Number(first?.['dead_finalized_height'])).toBeGreaterThan(Number(first?.['death_bound']));
    world.localBlockEngine?.swallow(false);
    expect(await machine.work()).toEqual(['sent']);
    const trace = await machine.trackUntil(ended(campaign));
    expect(trace.attempts).toMatchObject([{ state: 'DEAD' }, { state: 'LANDED_OK' }]);
    expect(machine.gate.kept).toEqual([]);
  });
});

describe('R-03 a trade for a block engine first', () => {
  it('goes to the endpoints once the block engine has had its time: the same bytes, one signature', async () => {
    world.localBlockEngine?.swallow(true);
    const campaign = await dispatched('JITO_THEN_RPC');
    machine.gate.closed = true;
    expect(await machine.work()).toEqual(['sent']);
    expect(machine.gate.kept).toEqual([]);
    const [attempt] = (await traceOf(world, campaign.id)).attempts;
    await letHeadStartEnd(campaign);
    machine.gate.closed = false;
    const trace = await machine.trackUntil(ended(campaign));
    expect(trace.attempts).toMatchObject([
      { state: 'LANDED_OK', signature: attempt?.['signature'], raw_transaction: attempt?.['raw_transaction'] },
    ]);
    expect(trace.intents).toMatchObject([{ state: 'SUCCEEDED', signatures: 1 }]);
  });
});

describe('R-03 the tip before a signature', () => {
  const trades = async (tip: bigint, maxTip: bigint) => {
    const trading = await openDesk(world, signer.client);
    return dueTrade(world, trading, { tip, maxTip });
  };

  it('is signed for up to what the campaign allows, and reserved with the rest', async () => {
    const trade = await trades(20_000n, 20_000n);
    expect(await signer.sign(await requestFor(world, trade))).toMatchObject({ kind: 'signed' });
    const [held] = await world.rows.select<{ amount: string }>(
      `SELECT r.amount FROM reservations r JOIN attempts a ON a.id = r.attempt_id
       WHERE a.intent_id = $1 AND r.scope = 'WALLET' AND r.asset = 'SOL'`,
      [trade.id],
    );
    // Input, one signature, the priority fee of 200,000 units at 1,000 micro-lamports, a token account, the tip.
    expect(BigInt(held?.amount ?? 0)).toBe(SOL + 5_000n + 200n + 2_039_280n + 20_000n);
  });

  it.each([
    ['the campaign', 20_001n, 20_000n],
    ['the platform', MAX_TIP + 1n, MAX_TIP + 1n],
  ])('is denied above what %s allows', async (_who, tip, maxTip) => {
    const trade = await trades(tip, maxTip);
    expect(await signer.sign(await requestFor(world, trade))).toEqual({ kind: 'denied', code: 'TIP_TOO_HIGH' });
  });

  it.each([
    ['another tip account', (to: Address) => ({ to: otherThan(to), lamports: 20_000n })],
    ['an account that is none', () => ({ to: world.demo.pool, lamports: 20_000n })],
    ['more lamports', (to: Address) => ({ to, lamports: 20_001n })],
    ['fewer lamports', (to: Address) => ({ to, lamports: 19_999n })],
    ['no tip at all', () => null],
  ] as const)('is denied to a message with %s, whatever the intent says', async (_what, lie) => {
    const trade = await trades(20_000n, 20_000n);
    const told = lie(tipAccountOf(trade.id, 'local'));
    const request = await requestFor(world, trade, undefined, told);
    expect(await signer.sign(request)).toEqual({ kind: 'denied', code: 'MESSAGE_DIFFERS' });
  });

  it('is denied to a trade that goes over RPC', async () => {
    const trade = await trades(0n, 0n);
    const tip = { to: tipAccountOf(trade.id, 'local'), lamports: 1_000n };
    const request = await requestFor(world, trade, undefined, tip);
    expect(await signer.sign(request)).toEqual({ kind: 'denied', code: 'MESSAGE_DIFFERS' });
  });

  const otherThan = (account: Address): Address => tipAccountsOf('local').find((one) => one !== account) ?? account;
});

describe('R-03 way and tip of a trade', () => {
  it('are decided once: no role may change them, nor the tip that was signed', async () => {
    const trading = await openDesk(world, signer.client);
    const trade = await dueTrade(world, trading, { tip: 20_000n });
    expect(await signer.sign(await requestFor(world, trade))).toMatchObject({ kind: 'signed' });
    const change = (text: string) => () => world.rows.select(text, [trade.id]);
    for (const text of [
      `UPDATE intents SET tip = 20001 WHERE id = $1`,
      `UPDATE intents SET route = 'JITO_THEN_RPC' WHERE id = $1`,
      'UPDATE attempts SET tip = 0 WHERE intent_id = $1',
    ]) {
      await expect(change(text), text).rejects.toMatchObject({ code: 'SL003' });
    }
  });
});

describe('R-03 a campaign that asks for a block engine', () => {
  it.each([null, 0n, TIP_FLOOR - 1n, MAX_TIP + 1n])('is refused with a highest tip of %s', async (maxTipLamports) => {
    const make = () => makeCampaign(world, desk, { ...over('JITO_ONLY'), maxTipLamports });
    await expectRefused(world, make, 'BAD_USER_INPUT', { field: 'maxTipLamports' });
  });

  it('is refused a tip on the RPC route, and stored with the route it asked for', async () => {
    const tipped = () => makeCampaign(world, desk, { route: 'RPC', maxTipLamports: 1n });
    await expectRefused(world, tipped, 'BAD_USER_INPUT', { field: 'maxTipLamports' });
    expect(await makeCampaign(world, desk)).toMatchObject({ route: 'RPC', maxTip: 0n });
    expect(await makeCampaign(world, desk, over('JITO_THEN_RPC'))).toMatchObject({
      route: 'JITO_THEN_RPC',
      maxTip: 50_000n,
    });
  });

  it('is refused where none is configured: made, started, and not dispatched', async () => {
    const without = { ...world, jito: null };
    const make = () => makeCampaign(without, desk, over('JITO_ONLY'));
    await expectRefused(world, make, 'BLOCK_ENGINE_MISSING', { field: 'route', route: 'JITO_ONLY' });
    const campaign = await makeCampaign(world, desk, over('JITO_THEN_RPC'));
    const start = () => startCampaign(without, desk.actor, ask(campaign));
    await expectRefused(world, start, 'BLOCK_ENGINE_MISSING', { field: 'campaignId' });

    await startCampaign(world, desk.actor, ask(campaign));
    expect(await dispatchDue(createMachine(world, signer.client).database)).toBe(0);
    expect((await traceOf(world, campaign.id)).intents).toEqual([]);
  });
});
