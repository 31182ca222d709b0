import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { IntentId } from '#core/domain/ids.ts';
import { SELF_TRADE_WINDOW_MS } from '#core/domain/risk/guards/self-trade.ts';
import type { SigningScope } from '#core/ports/signing-store.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { createOwners } from '#core/store/owners.ts';
import { createSigningStore } from '#core/store/signing-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { type Desk, dueTrade, openDesk, openWallet, requestFor, SOL, type Trade } from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

describe('what attempts hold', () => {
  let world: World;
  let signer: TestSigner;
  let signerDb: Database;
  beforeAll(async () => {
    world = await createWorld();
    signer = await startTestSigner(world);
    signerDb = openDatabase({ url: world.addresses.DATABASE_SIGNER_URL, max: 2, applicationName: 'test' });
  });
  afterAll(async () => {
    await signerDb.close();
    await signer.stop();
    await world.close();
  });

  const sign = async (trade: Trade) => signer.sign(await requestFor(world, trade));
  const settle = (trade: Trade, slot: bigint) =>
    world.rows.select(
      `WITH landed AS (UPDATE attempts SET state = 'LANDED_OK', landed_slot = $2, closed_at = now()
                       WHERE intent_id = $1 RETURNING id)
       UPDATE reservations SET state = 'SETTLED', settled_slot = $2 FROM landed WHERE attempt_id = landed.id`,
      [trade.id, slot.toString()],
    );
  /**
   * Dies as it never would: at once, for it is made out that no block could ever hold it, and it was sent to nobody. The next
   * signature needs another blockhash, or it would be the same bytes.
   */
  const die = async (trade: Trade): Promise<void> => {
    const { blockhash } = await world.connection.getLatestBlockhash('confirmed');
    // The bounds of what was signed cannot be changed by ordinary means.
    await world.rows.select(
      `DO $$ BEGIN
         SET LOCAL session_replication_role = replica;
         UPDATE attempts SET state = 'DEAD', closed_at = now(), dead_road = 'STATUS', dead_agreed = 1, death_bound = -1,
                freshness_bound = -1, dead_finalized_height = 1, dead_finalized_slot = 1, dead_status_slot = 33
         WHERE intent_id = '${trade.id}';
         UPDATE reservations SET state = 'RELEASED'
         WHERE attempt_id IN (SELECT id FROM attempts WHERE intent_id = '${trade.id}');
       END $$`,
    );
    const isNext = async () => (await world.connection.getLatestBlockhash('confirmed')).blockhash !== blockhash;
    await vi.waitUntil(isNext, { timeout: 10_000, interval: 20 });
  };

  it('is held until it settles, and counts until a balance shows it', async () => {
    const desk = await openDesk(world, signer.client, 2n * SOL);
    const first = await dueTrade(world, desk);
    expect((await sign(first)).kind).toBe('signed');
    const second = await dueTrade(world, desk);
    expect(await sign(second)).toEqual({ kind: 'denied', code: 'INSUFFICIENT_FUNDS' });

    // Landed at a slot no balance has been read at yet: what is read still shows the money, and it is gone.
    await settle(first, world.chain.highest().slot + 100_000n);
    const third = await dueTrade(world, desk);
    expect(await sign(third)).toEqual({ kind: 'denied', code: 'INSUFFICIENT_FUNDS' });

    // Settled at a slot already read: the balance is the truth (nothing was sent here, so it is all there).
    await world.rows.select('UPDATE reservations SET settled_slot = 1');
    const fourth = await dueTrade(world, desk);
    expect((await sign(fourth)).kind).toBe('signed');
  });

  it('is free again once the attempt is dead, and the intent can be signed again', async () => {
    const desk = await openDesk(world, signer.client, 2n * SOL);
    const trade = await dueTrade(world, desk);
    expect((await sign(trade)).kind).toBe('signed');
    expect(await sign(trade)).toEqual({ kind: 'stale' });
    await die(trade);
    expect((await sign(trade)).kind).toBe('signed');
    const attempts = await world.rows.select<{ ordinal: number; state: string }>(
      'SELECT ordinal, state FROM attempts WHERE intent_id = $1 ORDER BY ordinal',
      [trade.id],
    );
    expect(attempts).toEqual([
      { ordinal: 1, state: 'DEAD' },
      { ordinal: 2, state: 'LIVE' },
    ]);
  });

  it('stops at the intent’s budget of signatures', async () => {
    const desk = await openDesk(world, signer.client, 3n * SOL);
    const trade = await dueTrade(world, desk, { signatureBudget: 1 });
    expect((await sign(trade)).kind).toBe('signed');
    await die(trade);
    expect(await sign(trade)).toEqual({ kind: 'stale' });
  });

  describe('G-05 opposite trades of linked wallets', () => {
    let desk: Desk;
    /** What the guards would see of a trade; nothing is signed. */
    async function opposite(id: IntentId): Promise<number> {
      const store = createSigningStore(signerDb, createOwners(signerDb.as(NO_TENANT)));
      const [intent] = await store.load([id]);
      if (intent === undefined || intent.kind === 'WITHDRAW') throw new Error('there is no such trade');
      const { organizationId, campaignId, runId, wallet, inputMint, outputMint } = intent;
      let seen = -1;
      const scope: SigningScope = {
        ...{ intentId: id, organizationId, campaignId, runId, walletIds: [wallet.id], mints: [inputMint, outputMint] },
        ...{ balanceSlot: 0n, selfTradeWindowMs: SELF_TRADE_WINDOW_MS },
      };
      await store.sign([scope], (rows) => {
        seen = rows.oppositeTrades;
        return { kind: 'stale' };
      });
      return seen;
    }
    beforeAll(async () => {
      desk = await openDesk(world, signer.client, 20n * SOL);
    });

    it('count another wallet of the organisation, in flight or just landed, the other way', async () => {
      const other = await openWallet(world, signer.client, desk.actor, 5n * SOL);
      const purchase = await dueTrade(world, desk);
      expect((await sign(purchase)).kind).toBe('signed');
      const [sale, ownSale, samePurchase] = [
        await dueTrade(world, desk, { kind: 'SELL', wallet: other, amountIn: 1n }),
        await dueTrade(world, desk, { kind: 'SELL', amountIn: 1n }),
        await dueTrade(world, desk, { wallet: other }),
      ];
      expect(await opposite(sale.id)).toBe(1);
      expect(await opposite(ownSale.id), 'one wallet selling what it bought').toBe(0);
      expect(await opposite(samePurchase.id), 'two wallets buying').toBe(0);

      await settle(purchase, 5n);
      expect(await opposite(sale.id), 'just landed').toBe(1);

      // A campaign that buys SOL with the token makes such intents; what they ask for cannot be changed by ordinary means.
      await world.rows.select(
        `DO $$ BEGIN SET LOCAL session_replication_role = replica; UPDATE intents SET kind = 'BUY' WHERE id = '${sale.id}'; END $$`,
      );
      expect(await opposite(sale.id), 'a sale called a purchase of SOL').toBe(1);
    });

    it('do not count other organisations', async () => {
      const stranger = await openDesk(world, signer.client, SOL);
      const sale = await dueTrade(world, stranger, { kind: 'SELL', amountIn: 1n });
      expect(await opposite(sale.id)).toBe(0);
    });
  });
});
