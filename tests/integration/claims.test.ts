/** What may be claimed and signed, said twice: by name in core/domain, and in SQL. Here the two are held against each other. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isClaimable, isSignable } from '#core/domain/execution/predicates.ts';
import type { AttemptId, Signature } from '#core/domain/ids.ts';
import type { ClaimStore } from '#core/ports/claim-store.ts';
import type { SigningScope, SigningStore } from '#core/ports/signing-store.ts';
import { createClaimStore } from '#core/store/claim-store.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners } from '#core/store/owners.ts';
import { createSigningStore } from '#core/store/signing-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { createFakeSigner } from '../support/fake-signer.ts';
import { STANDINGS, standingOf } from '../support/standings.ts';
import { type Desk, dueTrade, openDesk, type Trade } from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

let world: World;
let signerDb: Database;
let claims: ClaimStore;
let signing: SigningStore;
let desk: Desk;
beforeAll(async () => {
  world = await createWorld();
  signerDb = openDatabase({ url: world.addresses.DATABASE_SIGNER_URL, max: 4, applicationName: 'test' });
  claims = createClaimStore(world.workerDb, world.owners);
  signing = createSigningStore(signerDb, createOwners(signerDb.as(NO_TENANT)));
  desk = await openDesk(world, createFakeSigner(), 0n);
  await world.rows.select('UPDATE wallets SET booked_slot = 0');
});
afterAll(async () => {
  await signerDb.close();
  await world.close();
});

const scopeOf = (trade: Trade): SigningScope => ({
  ...{ intentId: trade.id, organizationId: desk.actor.organizationId, campaignId: null, runId: null },
  ...{ walletIds: [trade.wallet.id], mints: [trade.inputMint, trade.inputMint] },
  ...{ balanceSlot: 0n, selfTradeWindowMs: null },
});

/** Stores a signature for each at fence 1, whatever the rows look like, as a signer would whose own check is broken. */
const signBlindly = (...trades: Trade[]) =>
  signing.sign(trades.map(scopeOf), ({ intentId }) => ({
    kind: 'sign',
    attempt: {
      ...{ id: newId<AttemptId>(), intentId, fence: 1n, organizationId: desk.actor.organizationId },
      ...{ signature: newId<Signature>(), raw: Buffer.from(intentId), blockhash: 'b', tip: 0n, reservations: [] },
      bounds: { deathBound: 9n, freshnessBound: 9n, firstSlot: 1n },
      quote: { slot: 1n, out: 1n, minOut: 1n, fee: 0n, reserveIn: 1n, reserveOut: 1n },
    },
  }));

const jobOf = ({ id }: Trade) => ({ intentId: id, fence: 1n });

describe('E-05 an intent that is', () => {
  it.each(Object.keys(STANDINGS))('%s is claimed and signed exactly when the predicates say so', async (name) => {
    const [toClaim, toSign] = [await dueTrade(world, desk), await dueTrade(world, desk)];
    for (const trade of [toClaim, toSign]) await world.rows.select(STANDINGS[name]?.(trade) ?? '');

    const standing = await standingOf(world, toClaim);
    const claimed = await claims.claim([jobOf(toClaim)]);
    expect(claimed.length === 1, 'claimed').toBe(isClaimable(standing, 1n, standing.now));
    expect((await standingOf(world, toClaim)).fence).toBe(standing.fence + (claimed.length === 1 ? 1n : 0n));

    const signable = isSignable(await standingOf(world, toSign), 1n);
    expect((await signBlindly(toSign)).has(toSign.id), 'signed').toBe(signable);
    const { signatures } = await standingOf(world, toSign);
    expect(await signBlindly(toSign), 'signed twice').toEqual(new Set());
    expect((await standingOf(world, toSign)).signatures).toBe(signatures);
    if (signable) expect(await claims.claim([jobOf(toSign)]), 'claimed while live').toEqual([]);
  });
});

describe('E-05 claims made together', () => {
  it('are raised once, are renewed and released at their own fence alone, and answer what they send', async () => {
    const trades = [await dueTrade(world, desk), await dueTrade(world, desk), await dueTrade(world, desk)];
    const [first, second, third] = trades as [Trade, Trade, Trade];
    await world.rows.select(`UPDATE intents SET fence = 7 WHERE id = $1`, [third.id]);
    const claimed = await claims.claim([jobOf(first), jobOf(second), jobOf(first), jobOf(third)]);
    expect(claimed.map(({ id, fence, route, tip }) => [id, fence, route, tip]).sort()).toEqual(
      [first, second].map(({ id }) => [id, 2n, 'RPC', 0n]).sort(),
    );
    const ours = { intentId: first.id, fence: 2n };
    const stale = { intentId: second.id, fence: 1n };
    expect(await claims.renew([ours, stale])).toEqual(new Set([first.id]));
    await claims.release([
      { ...ours, retryInMs: 60_000 },
      { ...stale, retryInMs: 60_000 },
    ]);
    expect(await standingOf(world, first)).toMatchObject({ leaseUntil: null });
    expect((await standingOf(world, first)).dueAt.getTime()).toBeGreaterThan(Date.now());
    expect((await standingOf(world, second)).leaseUntil).not.toBeNull();
    expect((await standingOf(world, second)).dueAt.getTime()).toBeLessThan(Date.now());

    expect(await claims.liveBytes([first.id, second.id])).toEqual([]);
    const other = await dueTrade(world, desk);
    expect(await signBlindly(other)).toEqual(new Set([other.id]));
    const [live] = await claims.liveBytes([other.id, first.id]);
    expect(live).toMatchObject({ intentId: other.id, raw: Buffer.from(other.id), route: 'RPC' });
    expect(live?.ageMs).toBeGreaterThanOrEqual(0);
    await claims.markSent([live?.attemptId as AttemptId]);
    expect(
      await world.rows.select('SELECT 1 FROM attempts WHERE id = $1 AND sent_at IS NOT NULL', [live?.attemptId]),
    ).toHaveLength(1);
  });

  it('are denied with their reasons, and told, where the claim is still ours', async () => {
    const [kept, lost, told] = [await dueTrade(world, desk), await dueTrade(world, desk), await dueTrade(world, desk)];
    await claims.claim([kept, lost, told].map(jobOf));
    const event = (trade: Trade) => ({
      ...{ organizationId: desk.actor.organizationId, campaignId: trade.campaignId, runId: trade.runId },
      data: { kind: 'TRADE_DENIED', intentId: trade.id, sequence: 1, code: 'LIMIT_PRICE' },
    });
    const denial = (trade: Trade, fence: bigint, detail: Record<string, unknown> | null) =>
      ({ intentId: trade.id, fence, code: 'LIMIT_PRICE', detail, retryInMs: 500, event: event(trade) }) as never;
    const denied = await claims.deny([
      denial(kept, 2n, { out: '1' }),
      denial(lost, 1n, { out: '1' }),
      denial(told, 2n, null),
    ]);
    expect(denied).toEqual(new Set([kept.id, told.id]));
    const stored = await world.rows.select<Record<string, unknown>>(
      'SELECT intent_id, code, detail FROM denials WHERE intent_id = ANY($1)',
      [[kept.id, lost.id, told.id]],
    );
    expect(stored).toEqual([{ intent_id: kept.id, code: 'LIMIT_PRICE', detail: { out: '1' } }]);
    const remembered = await world.rows.select<{ last_denial: string | null }>(
      'SELECT last_denial FROM intents WHERE id = ANY($1) ORDER BY id',
      [[kept.id, lost.id, told.id]],
    );
    expect(remembered.map((row) => row.last_denial)).toEqual(['LIMIT_PRICE', null, null]);
    const events = await world.rows.select<{ campaign_id: string }>(
      `SELECT campaign_id FROM campaign_events WHERE kind = 'TRADE_DENIED' ORDER BY campaign_id`,
    );
    expect(events.map((row) => row.campaign_id)).toEqual([kept.campaignId, told.campaignId].sort());
  });
});
