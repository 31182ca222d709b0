import { ComputeBudgetProgram, Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileMessage } from '#core/adapters/solana/message.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { SwapOrder } from '#core/ports/venue.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import {
  adoptTestChain,
  type Desk,
  type DueTrade,
  dueTrade,
  openDesk,
  openWallet,
  requestFor,
  SOL,
  type Trade,
} from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

const someone = (): Address => Keypair.generate().publicKey.toBase58() as Address;

describe('the signer refuses', () => {
  let world: World;
  let signer: TestSigner;
  let desk: Desk;
  beforeAll(async () => {
    world = await createWorld();
    await adoptTestChain(world);
    signer = await startTestSigner(world);
    desk = await openDesk(world, signer.client, 100n * SOL);
  });
  afterAll(async () => {
    await signer.stop();
    await world.close();
  });

  const stored = () =>
    world.rows.select<{ attempts: string; reservations: string; signatures: string }>(
      `SELECT (SELECT count(*) FROM attempts) AS attempts, (SELECT count(*) FROM reservations) AS reservations,
              (SELECT COALESCE(sum(signatures), 0) FROM intents) AS signatures`,
    );
  let before: unknown;
  beforeEach(async () => {
    before = await stored();
  });
  // Whatever was refused, nothing was signed for it.
  afterEach(async () => {
    const [attempts] = await stored();
    expect([attempts]).toEqual(before);
  });

  const codesOf = async (id: IntentId) =>
    (
      await world.rows.select<{ code: string }>('SELECT code FROM denials WHERE intent_id = $1 ORDER BY code', [id])
    ).map((row) => row.code);

  /** The codes stored for a refused request, in the order of the alphabet; the gravest is the one answered and remembered. */
  async function refusedWith(trade: Trade, request: SignIntentRequest, gravest?: string): Promise<string[]> {
    const outcome = await signer.sign(request);
    const [intent] = await world.rows.select<{ code: string }>(
      'SELECT last_denial AS code FROM intents WHERE id = $1',
      [trade.id],
    );
    expect(outcome).toEqual({ kind: 'denied', code: gravest ?? intent?.code });
    const codes = await codesOf(trade.id);
    expect(codes).toContain(intent?.code);
    return codes;
  }

  describe('E-04 a worker that lies about the transaction', () => {
    const lies: readonly [string, (order: SwapOrder) => Partial<SwapOrder>, string][] = [
      ['another wallet', () => ({ wallet: someone() }), 'MESSAGE_DIFFERS'],
      ['another fee payer', () => ({ feePayer: someone() }), 'MESSAGE_DIFFERS'],
      ['more input', (order) => ({ amountIn: tokenAmount(order.amountIn + 1n) }), 'MESSAGE_DIFFERS'],
      ['less input', (order) => ({ amountIn: tokenAmount(order.amountIn - 1n) }), 'MESSAGE_DIFFERS'],
      ['the other direction', (order) => ({ inputMint: order.pool.baseMint }), 'MESSAGE_DIFFERS'],
      ['another pool', (order) => ({ pool: { ...order.pool, address: someone() } }), 'MESSAGE_DIFFERS'],
      ['other vaults', (order) => ({ pool: { ...order.pool, baseVault: someone() } }), 'MESSAGE_DIFFERS'],
      ['another intent', () => ({ intentId: crypto.randomUUID() as IntentId }), 'MESSAGE_DIFFERS'],
      ['less output', (order) => ({ minAmountOut: tokenAmount(order.minAmountOut - 1n) }), 'MIN_OUT_TOO_LOW'],
      ['any output', () => ({ minAmountOut: tokenAmount(1n) }), 'MIN_OUT_TOO_LOW'],
      ['a fee above the limit', () => ({ computeUnitPrice: 5_000_001n }), 'PRIORITY_FEE_TOO_HIGH'],
      ['all a wallet has as fee', () => ({ computeUnitPrice: 2n ** 64n - 1n }), 'PRIORITY_FEE_TOO_HIGH'],
    ];

    it.each(lies)('%s', async (_what, lie, code) => {
      const trade = await dueTrade(world, desk);
      expect(await refusedWith(trade, await requestFor(world, trade, lie))).toContain(code);
    });

    it('a least output in the message other than the one it tells', async () => {
      const trade = await dueTrade(world, desk);
      const honest = await requestFor(world, trade);
      const low = await requestFor(world, trade, () => ({ minAmountOut: tokenAmount(1n) }));
      expect(await refusedWith(trade, { ...low, quote: honest.quote })).toEqual(['MESSAGE_DIFFERS']);
    });

    it('one more instruction, another program', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      const payer = new PublicKey(desk.wallet.address);
      const blockhash = (await world.connection.getLatestBlockhash()).blockhash;
      const theft = compileMessage({
        feePayer: desk.wallet.address,
        blockhash,
        instructions: [
          ComputeBudgetProgram.setComputeUnitLimit({ units: 200_000 }),
          ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 1_000 }),
          SystemProgram.transfer({ fromPubkey: payer, toPubkey: Keypair.generate().publicKey, lamports: 1 }),
        ],
      });
      expect(await refusedWith(trade, { ...request, message: theft })).toEqual(['MESSAGE_DIFFERS']);
    });

    it('a durable nonce instead of a blockhash', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      const payer = new PublicKey(desk.wallet.address);
      const nonce = compileMessage({
        feePayer: desk.wallet.address,
        blockhash: someone(),
        instructions: [
          SystemProgram.nonceAdvance({ noncePubkey: Keypair.generate().publicKey, authorizedPubkey: payer }),
        ],
      });
      expect(await refusedWith(trade, { ...request, message: nonce })).toEqual(['MESSAGE_DIFFERS']);
    });

    it('bytes that are no message', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      expect(await refusedWith(trade, { ...request, message: new Uint8Array(300) })).toEqual(['MESSAGE_DIFFERS']);
    });

    it('a message with one byte changed, whichever', async () => {
      const trade = await dueTrade(world, desk, { notAfterMs: 600_000 });
      const request = await requestFor(world, trade);
      const blockhashAt = Buffer.from(request.message).indexOf(Buffer.from(decodeBlockhash(request)));
      for (let at = 0; at < request.message.length; at += 23) {
        if (at >= blockhashAt && at < blockhashAt + 32) continue;
        const message = request.message.map((byte, index) => (index === at ? byte ^ 1 : byte));
        await world.rows.select(`UPDATE intents SET due_at = now() - interval '1 s' WHERE id = $1`, [trade.id]);
        const outcome = await signer.sign({ ...request, message });
        expect(outcome.kind, `byte ${at}`).toBe('denied');
      }
    });

    it('a blockhash that could outlive what we watch for', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      const lastValidBlockHeight = request.lastValidBlockHeight + 1_000n;
      expect(await refusedWith(trade, { ...request, lastValidBlockHeight })).toEqual(['BLOCKHASH_IMPLAUSIBLE']);
    });
  });

  describe('G-03 what the guards refuse', () => {
    const refusals: readonly [string, Partial<DueTrade>, string][] = [
      ['C-08 a trade beyond the budget', { amountIn: SOL, budget: SOL / 2n }, 'OVER_BUDGET'],
      ['a wallet that holds too little', { amountIn: 40n * SOL * 3n }, 'INSUFFICIENT_FUNDS'],
      ['a sale of tokens the wallet does not have', { kind: 'SELL', amountIn: 1_000_000_000n }, 'INSUFFICIENT_FUNDS'],
      ['G-02 slippage above the limit', { slippageBps: 4_001 }, 'SLIPPAGE_TOO_HIGH'],
      ['G-02 more SOL than one transaction may take', { amountIn: 50n * SOL }, 'TOO_MUCH_SOL'],
      ['G-02 most of the pool', { amountIn: 300n * SOL }, 'TRADE_TOO_LARGE'],
      ['a price worse than the limit', { limit: { out: 20_000n * 1_000_000n, in: SOL } }, 'LIMIT_PRICE'],
      ['R-05 an intent of another chain', { genesisHash: someone() }, 'WRONG_CHAIN'],
      ['an intent that is not due', { dueInMs: 30_000 }, 'NOT_DUE'],
      ['an intent whose time is over', { notAfterMs: -1 }, 'TOO_LATE'],
      ['a strategy this build does not know', { strategy: 'VOLUME' }, 'STRATEGY_UNKNOWN'],
    ];

    it.each(refusals)('%s', async (_what, over, code) => {
      const trade = await dueTrade(world, desk, over);
      expect(await refusedWith(trade, await requestFor(world, trade))).toContain(code);
    });

    it('signs at a limit price the pool offers, and only with the limit as least output', async () => {
      const trade = await dueTrade(world, desk, { limit: { out: 9_900n * 1_000_000n, in: SOL }, slippageBps: 300 });
      expect(await refusedWith(trade, await requestFor(world, trade))).toEqual(['LIMIT_PRICE']);
    });

    it('tells every reason, gravest first', async () => {
      const trade = await dueTrade(world, desk, {
        slippageBps: 4_001,
        genesisHash: someone(),
        amountIn: SOL,
        budget: 1n,
      });
      const lie = () => ({ amountIn: tokenAmount(7n), computeUnitPrice: 5_000_001n });
      expect(await refusedWith(trade, await requestFor(world, trade, lie), 'MESSAGE_DIFFERS')).toEqual([
        'MESSAGE_DIFFERS',
        'OVER_BUDGET',
        'OVER_SIGNED',
        'PRIORITY_FEE_TOO_HIGH',
        'SLIPPAGE_TOO_HIGH',
        'WRONG_CHAIN',
      ]);
    });

    it('comes back later each time, and not after the intent’s end', async () => {
      const trade = await dueTrade(world, desk, { slippageBps: 4_001, notAfterMs: 20_000 });
      const request = await requestFor(world, trade);
      const waits: number[] = [];
      for (let round = 0; round < 8; round += 1) {
        await world.rows.select(`UPDATE intents SET due_at = now() - interval '1 s' WHERE id = $1`, [trade.id]);
        await signer.sign(request);
        const [row] = await world.rows.select<{ wait: string; denial: string; over: boolean }>(
          `SELECT EXTRACT(EPOCH FROM due_at - now()) AS wait, last_denial AS denial, due_at > not_after AS over
           FROM intents WHERE id = $1`,
          [trade.id],
        );
        expect(row).toMatchObject({ denial: 'SLIPPAGE_TOO_HIGH', over: false });
        waits.push(Number(row?.wait));
      }
      expect(waits[0]).toBeLessThan(0.6);
      expect(waits[3]).toBeGreaterThan(3);
      expect(waits[7]).toBeLessThan(20);
    });
  });

  describe('G-01 what states refuse', () => {
    const guard = (scope: string, id: string, state: string) =>
      world.rows.insert('guards', { scope, scope_id: id, state, reason: 'test' });
    afterEach(() => world.rows.select('DELETE FROM guards'));

    it.each([
      ['the platform', 'PLATFORM', () => '00000000-0000-0000-0000-000000000000'],
      ['the organisation', 'ORGANIZATION', () => desk.actor.organizationId],
      ['the wallet', 'WALLET', () => desk.wallet.id],
    ])('HALTED and REDUCING on %s', async (_what, scope, id) => {
      const trade = await dueTrade(world, desk);
      await guard(scope, id(), 'HALTED');
      expect(await refusedWith(trade, await requestFor(world, trade))).toEqual(['GUARD_HALTED']);
      await world.rows.select(`UPDATE guards SET state = 'REDUCING'`);
      const other = await dueTrade(world, desk);
      expect(await refusedWith(other, await requestFor(world, other))).toEqual(['GUARD_REDUCING']);
    });

    it('HALTED on the campaign', async () => {
      const trade = await dueTrade(world, desk);
      await guard('CAMPAIGN', trade.campaignId, 'HALTED');
      expect(await refusedWith(trade, await requestFor(world, trade))).toEqual(['GUARD_HALTED']);
    });

    it.each(['PAUSED', 'STOPPING'])('C-05 a run that is %s', async (status) => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      await world.rows.select('UPDATE runs SET status = $2::"RunStatus" WHERE id = $1', [trade.runId, status]);
      expect(await refusedWith(trade, request)).toEqual(['RUN_NOT_RUNNING']);
    });

    it('C-05 a claim from before a pause and resume', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      await world.rows.select('UPDATE campaigns SET generation = generation + 2 WHERE id = $1', [trade.campaignId]);
      expect(await refusedWith(trade, request)).toEqual(['GENERATION_CHANGED']);
    });

    it('C-05 waits for a pause in progress, and then refuses', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      let answered = false;
      const outcome = await world.db.transaction(desk.actor, async (tx) => {
        await tx.query({
          text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
          values: [`campaign:${trade.campaignId}`],
        });
        const signing = signer.sign(request).finally(() => {
          answered = true;
        });
        await expect
          .poll(() => world.rows.select(`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`))
          .toHaveLength(1);
        expect(answered).toBe(false);
        await tx.query({ text: `UPDATE runs SET status = 'PAUSED' WHERE id = $1`, values: [trade.runId] });
        return { signing };
      });
      expect(await outcome.signing).toEqual({ kind: 'denied', code: 'RUN_NOT_RUNNING' });
    });

    it('W-05 a wallet that is switched off', async () => {
      const wallet = await openWallet(world, signer.client, desk.actor, 3n * SOL);
      const trade = await dueTrade(world, desk, { wallet });
      await world.rows.select('UPDATE wallets SET active = false WHERE id = $1', [wallet.id]);
      expect(await refusedWith(trade, await requestFor(world, trade))).toEqual(['WALLET_INACTIVE']);
    });

    it('W-01 a key that was put into another wallet’s row', async () => {
      const [rich, poor] = [
        await openWallet(world, signer.client, desk.actor, 3n * SOL),
        await openWallet(world, signer.client, desk.actor, 0n),
      ];
      await world.rows.select(
        'UPDATE wallet_keys SET blob = (SELECT blob FROM wallet_keys WHERE wallet_id = $2) WHERE wallet_id = $1',
        [rich.id, poor.id],
      );
      const trade = await dueTrade(world, desk, { wallet: rich });
      expect(await refusedWith(trade, await requestFor(world, trade))).toEqual(['NO_KEY']);
    });
  });

  describe('what is over', () => {
    const stale = async (request: SignIntentRequest) => expect(await signer.sign(request)).toEqual({ kind: 'stale' });

    it('an old claim, and one that was never made', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      await stale({ ...request, fence: 0n });
      await stale({ ...request, fence: 2n });
      expect(await codesOf(trade.id)).toEqual([]);
    });

    it('an intent that is cancelled, marked for review, or unknown', async () => {
      const [cancelled, marked] = [await dueTrade(world, desk), await dueTrade(world, desk)];
      const requests = [await requestFor(world, cancelled), await requestFor(world, marked)] as const;
      await world.rows.select(`UPDATE intents SET state = 'CANCELLED', terminal_at = now() WHERE id = $1`, [
        cancelled.id,
      ]);
      await world.rows.select(`UPDATE intents SET review_reason = 'look' WHERE id = $1`, [marked.id]);
      for (const request of requests) await stale(request);
      await stale({ ...requests[0], intentId: crypto.randomUUID() as IntentId });
    });

    it('an intent whose budget of signatures is spent', async () => {
      const trade = await dueTrade(world, desk, { signatureBudget: 0 });
      await stale(await requestFor(world, trade));
    });

    it('A-08 an intent that names another organisation’s wallet', async () => {
      const other = await openDesk(world, signer.client, SOL);
      const trade = await dueTrade(world, other, { wallet: desk.wallet });
      await stale(await requestFor(world, trade));
    });
  });
});

const decodeBlockhash = (request: SignIntentRequest): Uint8Array => {
  const keys = request.message[4] ?? 0;
  return request.message.subarray(5 + keys * 32, 5 + keys * 32 + 32);
};
