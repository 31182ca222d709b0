/** What the tracker's and the scan's stores write, and when they do not: every write looks at the row again. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDue, isExpirable } from '#core/domain/execution/predicates.ts';
import type { AttemptId, Signature } from '#core/domain/ids.ts';
import type { Death, Landing, TrackingStore } from '#core/ports/tracking-store.ts';
import { newId } from '#core/store/new-id.ts';
import { createScanStore } from '#core/store/scan-store.ts';
import { createTrackingStore } from '#core/store/tracking-store.ts';
import { createFakeSigner } from '../support/fake-signer.ts';
import { STANDINGS, standingOf } from '../support/standings.ts';
import { type Desk, dueTrade, openDesk, type Trade } from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let desk: Desk;
let store: TrackingStore;
beforeAll(async () => {
  world = await createWorld();
  store = createTrackingStore(world.workerDb, world);
  desk = await openDesk(world, createFakeSigner(), 0n);
});
afterAll(() => world.close());

interface Signed {
  readonly trade: Trade;
  readonly id: AttemptId;
}

/** A trade with a live attempt, a reservation held for it. */
async function signed(): Promise<Signed> {
  const trade = await dueTrade(world, desk);
  const id = newId<AttemptId>();
  const organization_id = desk.actor.organizationId;
  await world.rows.insert('attempts', {
    ...{ id, organization_id, intent_id: trade.id, ordinal: 1, signature: id, blockhash: 'b', blockhash_slot: 1n },
    ...{ death_bound: 160n, freshness_bound: 150n, raw_transaction: Buffer.from('x'), quote_slot: 1n, quoted_out: 1n },
    ...{ min_out: 1n, pool_fee: 1n, reserve_in: 1n, reserve_out: 1n, tip: 3n },
  });
  await world.rows.insert('reservations', {
    ...{ attempt_id: id, organization_id, scope: 'WALLET', scope_id: trade.wallet.id, asset: 'SOL', amount: 5n },
  });
  return { trade, id };
}

const EVIDENCE = { road: 'STATUS', finalizedHeight: 161n, finalizedSlot: 200n, statusSlot: 232n, agreed: 2 } as const;
const deathOf = ({ id, trade }: Signed, over: Partial<Death['evidence']> = {}): Death => ({
  ...{ attemptId: id, intentId: trade.id, evidence: { ...EVIDENCE, ...over } },
});

async function landingOf({ id, trade }: Signed, over: Partial<Landing> = {}): Promise<Landing> {
  const [of] = await store.orders([id]);
  if (of === undefined) throw new Error('the attempt is there');
  const { wallet, campaignId, runId } = trade;
  const { organizationId } = desk.actor;
  return {
    ...{ order: of, slot: 7n, blockTime: null, error: null },
    fill: {
      ...{ id: newId(), inputAmount: 9n, outputAmount: 8n, baseFee: 5_000n, priorityFee: 1n, tip: 3n, rent: 0n },
      slippageBps: 0,
    },
    bookings: [
      {
        ...{ organizationId, walletId: wallet.id, signature: of.signature, slot: 7n, attemptId: id },
        entries: [{ account: 'SOL', holder: wallet.address, asset: 'SOL', reason: 'TRADE', amount: -9n }],
      },
    ],
    event: {
      organizationId,
      campaignId,
      runId,
      data: { kind: 'TRADE_CANCELLED', intentId: trade.id, sequence: 1 },
    } as never,
    ...over,
  };
}

const one = async (sql: string, id: string): Promise<Record<string, unknown>> => {
  const [row] = await world.rows.select<Record<string, unknown>>(sql, [id]);
  return row ?? {};
};
const attemptOf = ({ id }: Signed) => one('SELECT * FROM attempts WHERE id = $1', id);
const intentOf = ({ trade }: Signed) => one('SELECT * FROM intents WHERE id = $1', trade.id);
const countsOf = ({ id, trade }: Signed) =>
  one(
    `SELECT (SELECT count(*)::int FROM fills WHERE attempt_id = $1) AS fills,
            (SELECT count(*)::int FROM ledger_entries WHERE attempt_id = $1) AS entries,
            (SELECT count(*)::int FROM campaign_events WHERE campaign_id = '${trade.campaignId}') AS events,
            (SELECT state::text FROM reservations WHERE attempt_id = $1) AS reserved,
            (SELECT spent::int FROM runs WHERE id = '${trade.runId}') AS spent`,
    id,
  );

describe('a landing', () => {
  it('I2 is recorded once with all that follows from it, however many trackers saw it', async () => {
    const attempt = await signed();
    const landings = await Promise.all([landingOf(attempt), landingOf(attempt), landingOf(attempt)]);
    const fresh = await Promise.all(landings.map((landing) => store.recordLanded([landing])));
    expect(fresh.flatMap((ids) => [...ids])).toEqual([attempt.id]);
    expect(await attemptOf(attempt)).toMatchObject({ state: 'LANDED_OK', landed_slot: '7', confirmed_slot: '7' });
    expect(await intentOf(attempt)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await countsOf(attempt)).toEqual({ fills: 1, entries: 1, events: 1, reserved: 'SETTLED', spent: 9 });
    expect(await one('SELECT tip FROM fills WHERE attempt_id = $1', attempt.id)).toEqual({ tip: '3' });
  });

  it('I3 is not recorded for an attempt that was closed before', async () => {
    const attempt = await signed();
    const landing = await landingOf(attempt);
    await store.recordDead([deathOf(attempt)]);
    expect(await store.recordLanded([landing])).toEqual(new Set());
    expect(await attemptOf(attempt)).toMatchObject({ state: 'DEAD' });
    expect(await countsOf(attempt)).toMatchObject({ fills: 0, entries: 0, events: 0 });
  });

  it('E-08 is recorded wholly or not at all: with one that cannot be, none of its batch', async () => {
    const [sound, broken] = [await signed(), await signed()];
    const landing = await landingOf(broken);
    const impossible = {
      ...landing,
      bookings: landing.bookings.map((one) => ({ ...one, walletId: newId() as never })),
    };
    await expect(store.recordLanded([await landingOf(sound), impossible])).rejects.toThrow('ledger_entries');
    for (const attempt of [sound, broken]) {
      expect(await attemptOf(attempt)).toMatchObject({ state: 'LIVE' });
      expect(await countsOf(attempt)).toEqual({ fills: 0, entries: 0, events: 0, reserved: 'HELD', spent: 0 });
    }
  });

  it('first seen is told once, and not of what is over', async () => {
    const [seen, dead] = [await signed(), await signed()];
    await store.recordDead([deathOf(dead)]);
    const sightings = await Promise.all(
      [seen, dead].map(async (attempt) => ({
        attemptId: attempt.id,
        slot: 6n,
        event: (await landingOf(attempt)).event,
      })),
    );
    expect(await store.recordConfirmed(sightings)).toEqual(new Set([seen.id]));
    expect(await store.recordConfirmed(sightings)).toEqual(new Set());
    expect([await countsOf(seen), await countsOf(dead)]).toMatchObject([{ events: 1 }, { events: 0 }]);
  });
});

describe('a death', () => {
  it('I6 is recorded once, releases what was reserved, and makes the intent due again', async () => {
    const attempt = await signed();
    await world.rows.select(`UPDATE intents SET lease_until = now() + interval '1 h' WHERE id = $1`, [
      attempt.trade.id,
    ]);
    const buried = await Promise.all([store.recordDead([deathOf(attempt)]), store.recordDead([deathOf(attempt)])]);
    expect(buried.flat()).toEqual([{ intentId: attempt.trade.id, kind: 'BUY', fence: 1n }]);
    expect(await attemptOf(attempt)).toMatchObject({ state: 'DEAD', dead_agreed: 2, dead_road: 'STATUS' });
    expect(await intentOf(attempt)).toMatchObject({ state: 'PENDING', lease_until: null });
    expect(await countsOf(attempt)).toMatchObject({ reserved: 'RELEASED' });
  });

  it.each([
    ['at the bound itself', { finalizedHeight: 160n }],
    ['with a status asked too early', { statusSlot: 231n }],
    ['past what status caches remember', { finalizedHeight: 271n }],
  ])('I6 %s proves nothing, and is refused', async (_what, over) => {
    const attempt = await signed();
    await expect(store.recordDead([deathOf(attempt, over)])).rejects.toThrow('attempts_dead_evidence');
    expect(await attemptOf(attempt)).toMatchObject({ state: 'LIVE' });
  });

  it('I6 by its status is refused for what was seen confirmed, whatever the tracker remembered', async () => {
    const attempt = await signed();
    await store.recordConfirmed([{ attemptId: attempt.id, slot: 6n, event: null }]);
    await expect(store.recordDead([deathOf(attempt)])).rejects.toThrow('attempts_dead_evidence');
    expect(await store.recordDead([deathOf(attempt, { road: 'BLOCKS' })])).toHaveLength(1);
  });
});

describe('a doubt', () => {
  const alertsOf = ({ trade }: Signed) =>
    world.rows.select(
      `SELECT detail->>'reason' AS reason, resolved_at IS NULL AS open FROM alerts WHERE object_id = $1`,
      [trade.id],
    );
  const reviewOf = ({ id, trade }: Signed, reason: string) => ({ attemptId: id, intentId: trade.id, reason });

  it('AD-01 is marked and told once for each reason, and over when the chain has told', async () => {
    const [attempt, dead] = [await signed(), await signed()];
    await store.recordDead([deathOf(dead)]);
    const reviews = [reviewOf(attempt, 'MISSING_BLOCK'), reviewOf(dead, 'MISSING_BLOCK')];
    expect(await store.markForReview(reviews)).toEqual(new Set([attempt.id]));
    expect(await store.markForReview(reviews)).toEqual(new Set());
    expect(await store.markForReview([reviewOf(attempt, 'ENDPOINTS_DISAGREE')])).toEqual(new Set([attempt.id]));
    expect(await alertsOf(attempt)).toEqual([{ reason: 'ENDPOINTS_DISAGREE', open: true }]);
    expect(await alertsOf(dead)).toEqual([]);
    expect(await intentOf(attempt)).toMatchObject({ state: 'PENDING', review_reason: 'ENDPOINTS_DISAGREE' });

    await store.recordLanded([await landingOf(attempt)]);
    expect(await alertsOf(attempt)).toEqual([{ reason: 'ENDPOINTS_DISAGREE', open: false }]);
    expect(await intentOf(attempt)).toMatchObject({ state: 'SUCCEEDED', review_reason: null });
  });

  it('is over with the death, too', async () => {
    const attempt = await signed();
    await store.markForReview([reviewOf(attempt, 'MISSING_BLOCK')]);
    await store.recordDead([deathOf(attempt)]);
    expect(await alertsOf(attempt)).toEqual([{ reason: 'MISSING_BLOCK', open: false }]);
    expect(await intentOf(attempt)).toMatchObject({ state: 'PENDING', review_reason: null });
  });
});

it('PF-02 reads what is live: all of it, or what was signed of late; and the bytes of nothing else', async () => {
  const [old, young, dead] = [await signed(), await signed(), await signed()];
  await world.rows.select(`UPDATE attempts SET signed_at = now() - interval '1 h' WHERE id = $1`, [old.id]);
  await store.recordDead([deathOf(dead)]);
  const ids = async (live: Promise<readonly { id: AttemptId }[]>) => (await live).map(({ id }) => id);
  expect(await ids(store.live())).toEqual(expect.arrayContaining([old.id, young.id]));
  expect(await ids(store.live())).not.toContain(dead.id);
  const newest = await ids(store.live(60_000));
  expect([newest.includes(young.id), newest.includes(old.id), newest.includes(dead.id)]).toEqual([true, false, false]);
  const [bytes, ...more] = await store.bytes([young.id, dead.id]);
  expect(more).toEqual([]);
  expect(bytes).toMatchObject({ attemptId: young.id, intentId: young.trade.id, raw: Buffer.from('x'), route: 'RPC' });
  expect(bytes?.signature).toBe(young.id as string as Signature);
});

it('E-04 how far the chain is final never goes back', async () => {
  await world.rows.insert('chain', { genesis_hash: world.chain.genesisHash, cluster: 'local' });
  const reached = () =>
    world.rows.select('SELECT highest_finalized_slot AS slot, highest_finalized_height AS height FROM chain');
  await store.rememberFinalized({ slot: 9n, blockHeight: 5n });
  await store.rememberFinalized({ slot: 8n, blockHeight: 6n });
  expect(await reached()).toEqual([{ slot: '9', height: '6' }]);
});

describe('E-08 the scan, of an intent that is', () => {
  const past = ({ id }: Trade) => `UPDATE intents SET due_at = now() - interval '1 h' WHERE id = '${id}'`;

  it.each(Object.keys(STANDINGS))(
    '%s: hands it over, and ends it, exactly when the predicates say so',
    async (name) => {
      const scans = createScanStore(world.workerDb, world);
      const trade = await dueTrade(world, desk);
      const late = await dueTrade(world, desk, { notAfterMs: -1_000 });
      await world.rows.select(past(trade));
      for (const each of [trade, late]) await world.rows.select(STANDINGS[name]?.(each) ?? '');
      const due = (await scans.due(10_000)).map(({ intentId }) => intentId);
      const expirable = await scans.expirable(10_000);
      for (const each of [trade, late]) {
        const standing = await standingOf(world, each);
        expect(due.includes(each.id), 'due').toBe(isDue(standing, standing.now));
        expect(expirable.includes(each.id), 'over').toBe(isExpirable(standing, standing.now));
      }
      const over = [trade, late].filter(({ id }) => expirable.includes(id));
      const ended = await scans.expire([trade.id, late.id], () => null);
      expect(ended.map(({ id }) => id).sort()).toEqual(over.map(({ id }) => id).sort());
      expect(await scans.expire([trade.id, late.id], () => null)).toEqual([]);
    },
  );

  it('in flight is neither', async () => {
    const scans = createScanStore(world.workerDb, world);
    const { trade } = await signed();
    await world.rows.select(past(trade));
    expect((await scans.due(10_000)).map(({ intentId }) => intentId)).not.toContain(trade.id);
    expect(await scans.expirable(10_000)).not.toContain(trade.id);
    expect(await scans.expire([trade.id], () => null)).toEqual([]);
  });
});
