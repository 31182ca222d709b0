import { VersionedTransaction } from '@solana/web3.js';
import bs58 from 'bs58';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain, type Desk, dueTrade, openDesk, openWallet, requestFor, SOL } from '../support/trading-desk.ts';
import { createWorld, type World } from '../support/world.ts';

interface AttemptRow {
  readonly id: string;
  readonly signature: string;
  readonly raw: Buffer;
  readonly state: string;
  readonly ordinal: number;
  readonly death: string;
  readonly freshness: string;
  readonly quoted: string;
  readonly least: string;
}

describe('the signer signs', () => {
  let world: World;
  let signer: TestSigner;
  let desk: Desk;
  beforeAll(async () => {
    world = await createWorld();
    await adoptTestChain(world);
    signer = await startTestSigner(world);
    desk = await openDesk(world, signer.client);
  });
  afterAll(async () => {
    await signer.stop();
    await world.close();
  });

  const attemptsOf = (intentId: string) =>
    world.rows.select<AttemptRow>(
      `SELECT id, signature, raw_transaction AS raw, state, ordinal, death_bound AS death, freshness_bound AS freshness,
              quoted_out AS quoted, min_out AS least FROM attempts WHERE intent_id = $1`,
      [intentId],
    );

  const landed = async (signature: string) => {
    await expect
      .poll(async () => (await world.connection.getSignatureStatus(signature)).value?.confirmationStatus, {
        timeout: 20_000,
      })
      .toMatch(/confirmed|finalized/);
    return world.connection.getTransaction(signature, { maxSupportedTransactionVersion: 0, commitment: 'confirmed' });
  };

  it('E-04 stores the signed bytes, and the chain takes them as they are stored', async () => {
    const trade = await dueTrade(world, desk);
    const request = await requestFor(world, trade);
    const outcome = await signer.sign(request);
    const [attempt, ...others] = await attemptsOf(trade.id);
    expect(others).toEqual([]);
    expect(outcome).toEqual({ kind: 'signed', attemptId: attempt?.id, signature: attempt?.signature });
    expect(attempt).toMatchObject({
      state: 'LIVE',
      ordinal: 1,
      quoted: request.quote.quotedOut,
      least: request.quote.minOut,
    });
    const transaction = VersionedTransaction.deserialize(attempt!.raw);
    expect(Buffer.from(transaction.message.serialize())).toEqual(Buffer.from(request.message));
    expect(bs58.encode(transaction.signatures[0]!)).toBe(attempt?.signature);

    await world.connection.sendRawTransaction(attempt!.raw, { skipPreflight: true });
    const result = await landed(attempt!.signature);
    expect(result?.meta?.err).toBeNull();
    const [received] = result?.meta?.postTokenBalances?.filter((b) => b.owner === desk.wallet.address) ?? [];
    expect(received?.uiTokenAmount.amount).toBe(attempt?.quoted);
  });

  it('keeps bounds that the blockhash cannot outlive', async () => {
    const trade = await dueTrade(world, desk);
    const request = await requestFor(world, trade);
    await signer.sign(request);
    const [attempt] = await attemptsOf(trade.id);
    expect(BigInt(attempt!.freshness)).toBe(request.lastValidBlockHeight);
    expect(BigInt(attempt!.death)).toBeGreaterThanOrEqual(request.lastValidBlockHeight);
    expect(BigInt(attempt!.death)).toBeLessThan(request.lastValidBlockHeight + 60n);
  });

  it('reserves what the transaction may take, from wallet and run', async () => {
    const fresh = await openDesk(world, signer.client, 5n * SOL);
    const trade = await dueTrade(world, fresh);
    await signer.sign(await requestFor(world, trade));
    const held = await world.rows.select(
      `SELECT scope, scope_id AS id, asset, amount::text, state FROM reservations
       WHERE attempt_id = (SELECT id FROM attempts WHERE intent_id = $1) ORDER BY scope`,
      [trade.id],
    );
    const fees = 5_000n + 200n + 2_039_280n; // one signature, 200,000 units at 1,000 micro-lamports, a token account
    expect(held).toEqual([
      { scope: 'WALLET', id: fresh.wallet.id, asset: 'SOL', amount: `${SOL + fees}`, state: 'HELD' },
      { scope: 'RUN', id: trade.runId, asset: trade.inputMint, amount: `${SOL}`, state: 'HELD' },
    ]);
  });

  it('lets another wallet pay the fees, with both signatures', async () => {
    const feePayer = await openWallet(world, signer.client, desk.actor, SOL);
    const trade = await dueTrade(world, desk, { feePayer });
    const outcome = await signer.sign(await requestFor(world, trade));
    expect(outcome.kind).toBe('signed');
    const [attempt] = await attemptsOf(trade.id);
    await world.connection.sendRawTransaction(attempt!.raw, { skipPreflight: true });
    expect((await landed(attempt!.signature))?.meta?.err).toBeNull();
  });

  it('sells what the wallet holds', async () => {
    const trade = await dueTrade(world, desk, { kind: 'SELL', amountIn: 1_000_000n });
    expect((await signer.sign(await requestFor(world, trade))).kind).toBe('signed');
    const [attempt] = await attemptsOf(trade.id);
    await world.connection.sendRawTransaction(attempt!.raw, { skipPreflight: true });
    expect((await landed(attempt!.signature))?.meta?.err).toBeNull();
  });

  it('signs once, however often and at once it is asked', async () => {
    const trade = await dueTrade(world, desk, { amountIn: SOL / 10n });
    const requests = await Promise.all(Array.from({ length: 8 }, () => requestFor(world, trade)));
    const outcomes = await Promise.all(requests.map((request) => signer.sign(request)));
    expect(outcomes.map((outcome) => outcome.kind).sort()).toEqual(['signed', ...Array(7).fill('stale')]);
    expect(await attemptsOf(trade.id)).toHaveLength(1);
    expect(await signer.sign(requests[0] as SignIntentRequest)).toEqual({ kind: 'stale' });
  });

  it('lets two trades of one wallet share what it holds, and no more', async () => {
    const poor = await openDesk(world, signer.client, 2n * SOL);
    const trades = [await dueTrade(world, poor), await dueTrade(world, poor)];
    const requests = await Promise.all(trades.map((trade) => requestFor(world, trade)));
    const outcomes = await Promise.all(requests.map((request) => signer.sign(request)));
    expect(outcomes.filter((outcome) => outcome.kind === 'signed')).toHaveLength(1);
    expect(outcomes).toContainEqual({ kind: 'denied', code: 'INSUFFICIENT_FUNDS' });
  });

  it('signs many together, each for itself', async () => {
    const desks = [await openDesk(world, signer.client, 3n * SOL), await openDesk(world, signer.client, 3n * SOL)];
    const [one, other] = desks as [Desk, Desk];
    const trades = [
      await dueTrade(world, one),
      await dueTrade(world, other),
      await dueTrade(world, one),
      await dueTrade(world, one),
      await dueTrade(world, other, { slippageBps: 4_001 }),
    ];
    const requests = await Promise.all(trades.map((trade) => requestFor(world, trade)));
    const [first] = requests as [SignIntentRequest];
    const outcomes = await signer.client.signIntents([...requests, { ...first, fence: 9n }]);
    expect(outcomes.map((outcome) => ('code' in outcome ? outcome.code : outcome.kind))).toEqual([
      ...['signed', 'signed', 'signed', 'INSUFFICIENT_FUNDS', 'SLIPPAGE_TOO_HIGH', 'stale'],
    ]);
    for (const [position, trade] of trades.entries()) {
      const expected = outcomes[position];
      const stored = (await attemptsOf(trade.id)).map(({ signature }) => signature);
      expect(stored).toEqual(expected?.kind === 'signed' ? [expected.signature] : []);
    }
  });

  it('W-03 logs no message, no key and no ciphertext', () => {
    const logged = signer.logs.join('\n');
    expect(logged).toContain('"outcome":"signed"');
    for (const { key } of signer.config.MASTER_KEYS) expect(logged).not.toContain(Buffer.from(key).toString('base64'));
    expect(logged).not.toMatch(/[A-Za-z0-9+/]{60,}/);
  });
});
