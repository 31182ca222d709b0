/**
 * A worker that somebody else runs: it has the worker's database role, the signer's socket and the queue, and wants the money of
 * wallets. What it tries by the socket the signer refuses; what it tries by SQL, to make the signer believe it, Postgres refuses.
 */
import { once } from 'node:events';
import net from 'node:net';
import { Keypair, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { compileMessage } from '#core/adapters/solana/message.ts';
import { type Address, type IntentId, WSOL_MINT } from '#core/domain/ids.ts';
import { tokenAmount } from '#core/domain/money.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import type { Actor } from '#core/store/tenant.ts';
import { FORBIDDEN_BY_POSTGRES, handsOf, type RoleHands, refusalOf } from '../support/as-role.ts';
import { forgeTrade } from '../support/forged-trade.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import {
  adoptTestChain,
  type Desk,
  dueTrade,
  type Lie,
  openDesk,
  openWallet,
  requestFor,
  SOL,
  type TestWallet,
  type Trade,
} from '../support/trading-desk.ts';
import {
  honest,
  listAddress,
  openTreasury,
  plantTransfer,
  strangerAddress,
  transferRequest,
} from '../support/treasury.ts';
import { createWorld, type World } from '../support/world.ts';

const someone = (): Address => Keypair.generate().publicKey.toBase58() as Address;

describe('W-03 a worker that is taken over cannot drain a wallet', () => {
  let world: World;
  let signer: TestSigner;
  let hands: RoleHands;
  let desk: Desk;
  /** Of another organisation. */
  let stranger: Desk;
  /** Of the same organisation, in no campaign of the trade. */
  let sibling: TestWallet;
  beforeAll(async () => {
    world = await createWorld();
    await adoptTestChain(world);
    signer = await startTestSigner(world);
    hands = handsOf(world.addresses.DATABASE_WORKER_URL, { kept: true });
    desk = await openDesk(world, signer.client, 100n * SOL);
    stranger = await openDesk(world, signer.client, 100n * SOL);
    sibling = await openWallet(world, signer.client, desk.actor, 50n * SOL);
  });
  afterAll(async () => {
    await hands.close();
    await signer.stop();
    await world.close();
  });

  const everySignature = () => world.rows.select('SELECT id, signature FROM attempts ORDER BY id');
  let before: unknown;
  beforeEach(async () => {
    before = await everySignature();
  });

  describe('by the signer’s socket', () => {
    afterEach(async () => {
      expect(await everySignature(), 'nothing was signed').toEqual(before);
    });

    const denialsOf = async ({ id }: Trade) =>
      (
        await world.rows.select<{ code: string }>('SELECT code FROM denials WHERE intent_id = $1 ORDER BY code', [id])
      ).map(({ code }) => code);

    /** The signer says no to it, and the reasons are there to be read. */
    async function expectDenied(trade: Trade, request: SignIntentRequest, code: string): Promise<void> {
      expect((await signer.sign(request)).kind).toBe('denied');
      expect(await denialsOf(trade)).toContain(code);
    }

    const lies: readonly [string, (of: { sibling: TestWallet; stranger: Desk }) => Lie, string][] = [
      ['a higher amount', () => (order) => ({ amountIn: tokenAmount(order.amountIn * 2n) }), 'MESSAGE_DIFFERS'],
      [
        'a lower least output',
        () => (order) => ({ minAmountOut: tokenAmount(order.minAmountOut / 2n) }),
        'MIN_OUT_TOO_LOW',
      ],
      ['any output at all', () => () => ({ minAmountOut: tokenAmount(1n) }), 'MIN_OUT_TOO_LOW'],
      ['a priority fee above the limit', () => () => ({ computeUnitPrice: 2n ** 63n }), 'PRIORITY_FEE_TOO_HIGH'],
      [
        'another pool, of its own',
        () => (order) => ({ pool: { ...order.pool, address: someone() } }),
        'MESSAGE_DIFFERS',
      ],
      ['vaults of its own', () => (order) => ({ pool: { ...order.pool, quoteVault: someone() } }), 'MESSAGE_DIFFERS'],
      ['another tenant’s wallet', (of) => () => ({ wallet: of.stranger.wallet.address }), 'MESSAGE_DIFFERS'],
      ['another tenant as fee payer', (of) => () => ({ feePayer: of.stranger.wallet.address }), 'MESSAGE_DIFFERS'],
      ['a wallet of another campaign', (of) => () => ({ wallet: of.sibling.address }), 'MESSAGE_DIFFERS'],
    ];

    it.each(lies)('asks for %s', async (_what, lie, code) => {
      const trade = await dueTrade(world, desk);
      await expectDenied(trade, await requestFor(world, trade, lie({ sibling, stranger })), code);
    });

    const transfer = (lamports: number): TransactionInstruction =>
      SystemProgram.transfer({
        fromPubkey: new PublicKey(desk.wallet.address),
        toPubkey: Keypair.generate().publicKey,
        lamports,
      });

    /** The honest request with other bytes. */
    async function withMessage(trade: Trade, instructions: readonly TransactionInstruction[]) {
      const request = await requestFor(world, trade);
      const { blockhash } = await world.connection.getLatestBlockhash();
      const message = compileMessage({ feePayer: desk.wallet.address, blockhash, instructions: [...instructions] });
      return { ...request, message };
    }

    it('asks for a transfer to another destination', async () => {
      const trade = await dueTrade(world, desk);
      await expectDenied(trade, await withMessage(trade, [transfer(1_000_000)]), 'MESSAGE_DIFFERS');
    });

    it('asks for another program', async () => {
      const trade = await dueTrade(world, desk);
      const payer = new PublicKey(desk.wallet.address);
      const takeOwnership = SystemProgram.assign({ accountPubkey: payer, programId: Keypair.generate().publicKey });
      await expectDenied(trade, await withMessage(trade, [takeOwnership]), 'MESSAGE_DIFFERS');
    });

    it('puts one more instruction behind the honest ones', async () => {
      const trade = await dueTrade(world, desk);
      const more = { to: someone(), lamports: 1_000_000n };
      await expectDenied(trade, await requestFor(world, trade, undefined, more), 'MESSAGE_DIFFERS');
    });

    it('offers a tip above the campaign’s limit, and one to an account of its own', async () => {
      const dear = await dueTrade(world, desk, { tip: 5_000n, maxTip: 4_000n });
      await expectDenied(dear, await requestFor(world, dear), 'TIP_TOO_HIGH');
      const trade = await dueTrade(world, desk, { tip: 5_000n });
      const tip = { to: someone(), lamports: 5_000n };
      await expectDenied(trade, await requestFor(world, trade, undefined, tip), 'MESSAGE_DIFFERS');
    });

    it('has any bytes signed, and other methods', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      await expectDenied(trade, { ...request, message: Buffer.from('I owe you all I have') }, 'MESSAGE_DIFFERS');
      for (const method of ['sign', 'exportWallet', 'signMessage', 'openKey']) {
        expect(await answersTo({ id: 1, method, walletId: desk.wallet.id, message: 'AAAA' })).toBe(false);
      }
    });

    /** Whether the signer answers the line with a result, before it answers the next one. */
    async function answersTo(line: object): Promise<boolean> {
      const socket = net.connect(signer.config.SIGNER_SOCKET);
      socket.write(`${JSON.stringify(line)}\n${JSON.stringify({ id: 2, method: 'sealingKey' })}\n`);
      let text = '';
      while (!text.includes('"id":2')) text += String((await once(socket, 'data'))[0]);
      socket.destroy();
      return text
        .split('\n')
        .filter((answer) => answer.includes('"id":1'))
        .some((answer) => answer.includes('"ok":true'));
    }

    it('comes with a claim that is over, and with one from before a pause', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      expect(await signer.sign({ ...request, fence: 0n })).toEqual({ kind: 'stale' });
      await world.rows.select('UPDATE campaigns SET generation = generation + 1 WHERE id = $1', [trade.campaignId]);
      await expectDenied(trade, request, 'GENERATION_CHANGED');
    });

    it('goes on after a halt', async () => {
      const trade = await dueTrade(world, desk);
      const request = await requestFor(world, trade);
      const of = { scope: 'WALLET', scope_id: desk.wallet.id };
      await world.rows.insert('guards', { ...of, state: 'HALTED', reason: 'test' });
      await expectDenied(trade, request, 'GUARD_HALTED');
      await world.rows.select('DELETE FROM guards');
    });

    it('brings an intent that some other way came to differ from its campaign', async () => {
      const changes = [
        ['slippage', 'slippage_bps = 50'],
        ['route', `route = 'JITO_ONLY', max_tip = 1000`],
        ['mints', `output_mint = '${someone()}'`],
        ['wallet', `wallet_id = '${sibling.id}'`],
        ['pool', `pool_id = '${stranger.poolId}'`],
        ['limit', `parameters = parameters || '{"limit":{"out":"9","in":"1"}}'`],
      ] as const;
      for (const [term, change] of changes) {
        const trade = await dueTrade(world, desk);
        const request = await requestFor(world, trade);
        await world.rows.select(`UPDATE campaigns SET ${change} WHERE id = $1`, [trade.campaignId]);
        await expectDenied(trade, request, 'INTENT_DIFFERS_FROM_CAMPAIGN');
        const [denial] = await world.rows.select<{ terms: string }>(
          `SELECT detail->>'terms' AS terms FROM denials WHERE intent_id = $1 AND code = 'INTENT_DIFFERS_FROM_CAMPAIGN'`,
          [trade.id],
        );
        expect(denial?.terms).toContain(term);
      }
    });

    it('turns a person’s withdrawal aside, and has one sent where nobody has listed', async () => {
      const treasury = await openTreasury(world, signer.client, 20n * SOL);
      const { address: destination } = await listAddress(world, treasury.owner);
      const planted = await plantTransfer(world, treasury, { destination });
      const elsewhere = honest({ ...planted, destination: strangerAddress() });
      const aside = await signer.sign(await transferRequest(world, planted, elsewhere));
      expect(aside).toEqual({ kind: 'denied', code: 'MESSAGE_DIFFERS' });
      const unlisted = await plantTransfer(world, treasury, { destination: strangerAddress() });
      const away = await signer.sign(await transferRequest(world, unlisted));
      expect(away).toEqual({ kind: 'denied', code: 'DESTINATION_NOT_ALLOWED' });
    });

    it('imports a key of its own over somebody’s wallet: what comes out it can put nowhere', async () => {
      const { blob } = await signer.client.createWallet({
        ...{ userId: desk.actor.userId, walletId: desk.wallet.id, genesisHash: world.chain.genesisHash },
      });
      const at = [desk.wallet.id, Buffer.from(blob)];
      const org = [desk.actor.organizationId];
      const over = hands.query(org, 'UPDATE wallet_keys SET blob = $2 WHERE wallet_id = $1', at);
      expect(await refusalOf(over)).toBe(FORBIDDEN_BY_POSTGRES);
    });
  });

  it('replays a request, and asks twice at once: one signature, of what the campaign wants', async () => {
    const trade = await dueTrade(world, desk);
    const request = await requestFor(world, trade);
    const outcomes = await Promise.all([1, 2, 3].map(() => signer.sign(request)));
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['signed', 'stale', 'stale']);
    expect(await signer.sign(request)).toEqual({ kind: 'stale' });
    const signed = await world.rows.select('SELECT 1 FROM attempts WHERE intent_id = $1', [trade.id]);
    expect(signed).toHaveLength(1);
  });

  /** Numbers alone: Postgres cannot know that they are invented. */
  const FORGED_DEATH = `
    UPDATE attempts SET state = 'DEAD', closed_at = now(), dead_road = 'BLOCKS', dead_agreed = 2,
           dead_finalized_height = death_bound + 1, dead_finalized_slot = 1, dead_status_slot = 33
    WHERE intent_id = $1 RETURNING 1`;

  /** One signature, declared dead while it may still land, and no second one. */
  async function expectSignedOnce(
    { organizationId }: Actor,
    intentId: IntentId,
    requests: { readonly first: SignIntentRequest; readonly again: () => Promise<SignIntentRequest> },
  ): Promise<void> {
    expect((await signer.sign(requests.first)).kind).toBe('signed');
    expect(await hands.query([organizationId], FORGED_DEATH, [intentId])).toHaveLength(1);
    expect(await signer.sign(await requests.again())).toEqual({ kind: 'denied', code: 'MAY_HAVE_LANDED' });
    expect(await world.rows.select('SELECT 1 FROM attempts WHERE intent_id = $1', [intentId])).toHaveLength(1);
  }

  it('declares a withdrawal dead that it may still send, to have it signed once more', async () => {
    const treasury = await openTreasury(world, signer.client, 20n * SOL);
    const { address: destination } = await listAddress(world, treasury.owner);
    const planted = await plantTransfer(world, treasury, { destination });
    const again = () => transferRequest(world, planted, honest(planted, 2_000n));
    await expectSignedOnce(treasury.owner, planted.id, { first: await transferRequest(world, planted), again });
  });

  it('declares a trade dead that it may still send, to have it signed once more', async () => {
    const trade = await dueTrade(world, desk);
    const again = () => requestFor(world, trade, () => ({ computeUnitPrice: 2_000n }));
    await expectSignedOnce(desk.actor, trade.id, { first: await requestFor(world, trade), again });
  });

  it('C-08 makes up trades for a run and lets go what they hold: twice the budget is signed, and no more', async () => {
    const trade = await dueTrade(world, desk);
    const organizations = [desk.actor.organizationId];
    /** What is reserved for the run is held no more, and its next trade is there, claimed. */
    const oneMore = async (sequence: number): Promise<Trade> => {
      const released = `UPDATE reservations r SET state = 'RELEASED' FROM attempts a JOIN intents i ON i.id = a.intent_id
                        WHERE a.id = r.attempt_id AND i.run_id = $1`;
      await hands.query(organizations, released, [trade.runId]);
      const id = await forgeTrade(hands, organizations, { world, desk, trade }, { sequence });
      await hands.query(organizations, 'UPDATE intents SET fence = 1 WHERE id = $1', [id]);
      return { ...trade, id };
    };
    const counted = () => world.rows.select('SELECT amount FROM run_signed_amounts WHERE run_id = $1', [trade.runId]);

    expect((await signer.sign(await requestFor(world, trade))).kind).toBe('signed');
    expect((await signer.sign(await requestFor(world, await oneMore(2)))).kind).toBe('signed');
    expect(await counted()).toEqual([{ amount: `${2n * trade.budget}` }]);
    const third = await requestFor(world, await oneMore(3));
    expect(await signer.sign(third)).toEqual({ kind: 'denied', code: 'OVER_SIGNED' });
    expect(await counted()).toEqual([{ amount: `${2n * trade.budget}` }]);
  });

  it('gives up what is on its way, behind a table of its own that says nothing is', async () => {
    const treasury = await openTreasury(world, signer.client, 20n * SOL);
    const { address: destination } = await listAddress(world, treasury.owner);
    const planted = await plantTransfer(world, treasury, { destination });
    expect((await signer.sign(await transferRequest(world, planted))).kind).toBe('signed');
    const givenUp = `UPDATE intents SET state = 'CANCELLED', terminal_at = now() WHERE id = '${planted.id}'`;
    const behind = `CREATE TEMP TABLE attempts (LIKE public.attempts); ${givenUp}`;
    for (const statement of [givenUp, behind])
      expect(await refusalOf(hands.query([treasury.owner.organizationId], statement))).toBe('SL002');
  });

  describe('by SQL', () => {
    let trade: Trade;
    let other: Trade;
    let foreign: Trade;
    beforeAll(async () => {
      const lasting = { notAfterMs: 600_000, budget: 5n * SOL };
      trade = await dueTrade(world, desk, lasting);
      other = await dueTrade(world, desk, { ...lasting, wallet: sibling });
      foreign = await dueTrade(world, stranger, lasting);
    });
    let digest: string;
    beforeEach(async () => {
      digest = await world.rows.digest();
    });
    afterEach(async () => {
      expect(await world.rows.digest(), 'no row has changed').toBe(digest);
    });

    const scope = () => [desk.actor.organizationId, stranger.actor.organizationId];

    const forge = (over: Readonly<Record<string, unknown>>, by = hands): Promise<IntentId> =>
      forgeTrade(by, scope(), { world, desk, trade }, over);

    const forgeries: readonly [string, () => Readonly<Record<string, unknown>>][] = [
      ['a person’s order', () => ({ source: 'PERSON', campaign_id: null, run_id: null, sequence: null })],
      ['a trade of another run', () => ({ run_id: other.runId })],
      ['a trade of another campaign', () => ({ campaign_id: other.campaignId })],
      ['a trade of another tenant’s run', () => ({ run_id: foreign.runId, campaign_id: foreign.campaignId })],
      ['one with another tenant’s wallet', () => ({ wallet_id: stranger.wallet.id })],
      ['one that another tenant pays for', () => ({ fee_payer_wallet_id: stranger.wallet.id })],
      ['one with a wallet of another campaign', () => ({ wallet_id: sibling.id, fee_payer_wallet_id: sibling.id })],
      ['one in another pool', () => ({ pool_id: stranger.poolId })],
      ['one the other way round', () => ({ input_mint: world.demo.mint, output_mint: WSOL_MINT })],
      ['one that says it only reduces', () => ({ kind: 'SELL' })],
      ['one with all the slippage there is', () => ({ slippage_bps: 10_000 })],
      ['one over another route, with a tip', () => ({ route: 'JITO_ONLY', tip: 1_000_000n })],
      ['one beyond the whole budget', () => ({ amount_in: 6n * SOL })],
      ['one that may be signed without end', () => ({ signature_budget: 1_000 })],
      [
        'a withdrawal',
        () => ({
          ...{ kind: 'WITHDRAW', source: 'PERSON', campaign_id: null, run_id: null, sequence: null, pool_id: null },
          ...{ input_mint: 'SOL', output_mint: 'SOL', slippage_bps: 0, destination: someone() },
        }),
      ],
    ];

    it('may make the trade that its run asks for: what is refused below differs from it in one thing', async () => {
      const undone = handsOf(world.addresses.DATABASE_WORKER_URL);
      expect(await refusalOf(forge({}, undone))).toBeNull();
      await undone.close();
    });

    it.each(forgeries)('forges %s', async (_what, over) => {
      expect(await refusalOf(forge(over()))).toBe(FORBIDDEN_BY_POSTGRES);
    });

    const statements: readonly [string, () => readonly [string, (readonly unknown[])?]][] = [
      [
        'forgets what was signed for a run',
        () => ['UPDATE run_signed_amounts SET amount = 0 WHERE run_id = $1', [trade.runId]],
      ],
      [
        'forgets that anything was signed for a run',
        () => ['DELETE FROM run_signed_amounts WHERE run_id = $1', [trade.runId]],
      ],
      ['raises a run’s budget', () => ['UPDATE runs SET budget = budget * 9 WHERE id = $1', [trade.runId]]],
      [
        'changes a campaign’s slippage',
        () => ['UPDATE campaigns SET slippage_bps = 5000 WHERE id = $1', [trade.campaignId]],
      ],
      ['changes a campaign’s pool', () => ['UPDATE campaigns SET pool_id = $1', [stranger.poolId]]],
      ['changes a campaign’s parameters', () => [`UPDATE campaigns SET parameters = '{}'`]],
      ['makes up a campaign', () => ['INSERT INTO campaigns (id) VALUES (gen_random_uuid())']],
      ['makes up a run', () => ['INSERT INTO runs (id) VALUES (gen_random_uuid())']],
      ['makes up a pool', () => ['INSERT INTO pools (id) VALUES (gen_random_uuid())']],
      ['turns a pool aside', () => ['UPDATE pools SET quote_vault = $1', [someone()]]],
      ['turns a token aside', () => ['UPDATE tokens SET mint = $1', [someone()]]],
      ['turns a wallet aside', () => ['UPDATE wallets SET address = $1 WHERE id = $2', [someone(), desk.wallet.id]]],
      [
        'gives a wallet to another tenant',
        () => ['UPDATE wallets SET organization_id = $1', [stranger.actor.organizationId]],
      ],
      ['switches a wallet on', () => ['UPDATE wallets SET active = true']],
      ['lists an address for withdrawals', () => ['INSERT INTO withdrawal_addresses (id) VALUES (gen_random_uuid())']],
      ['changes where a withdrawal goes', () => ['UPDATE intents SET destination = $1', [someone()]]],
      ['changes what a trade asks for', () => ['UPDATE intents SET amount_in = amount_in * 2']],
      ['counts signatures anew', () => ['UPDATE intents SET signatures = 0']],
      ['stores bytes as signed', () => ['INSERT INTO attempts (id) VALUES (gen_random_uuid())']],
      ['changes signed bytes', () => [`UPDATE attempts SET raw_transaction = '\\x00'`]],
      ['reserves and unreserves at will', () => ['DELETE FROM reservations']],
      ['reads keys', () => ['SELECT blob FROM wallet_keys']],
      ['reads what keys are wrapped by', () => ['SELECT blob FROM user_data_keys']],
      ['asks for an export', () => ['INSERT INTO key_exports (id) VALUES (gen_random_uuid())']],
      ['lifts a halt', () => [`UPDATE guards SET state = 'ACTIVE'`]],
      ['removes a halt', () => ['DELETE FROM guards']],
      ['makes itself a member', () => ['INSERT INTO members (id) VALUES (gen_random_uuid())']],
      ['reads password hashes', () => ['SELECT password FROM accounts']],
      ['reads tokens of sessions', () => ['SELECT token FROM sessions']],
      ['signs itself in', () => ['INSERT INTO sessions (id) VALUES (gen_random_uuid())']],
      ['becomes the signer', () => ['SET ROLE sluice_signer']],
      ['becomes the server', () => ['SET ROLE sluice_app']],
      ['switches its rules off', () => ['ALTER TABLE intents DISABLE ROW LEVEL SECURITY']],
      [
        'replaces a function',
        () => [`CREATE OR REPLACE FUNCTION acts_for(organization uuid) RETURNS boolean RETURN true`],
      ],
    ];

    it.each(statements)('%s', async (_what, statement) => {
      const [text, values] = statement();
      expect(await refusalOf(hands.query(scope(), text, values))).toBe(FORBIDDEN_BY_POSTGRES);
    });

    it('forgets what a run has spent', async () => {
      await world.rows.select('UPDATE runs SET spent = 100, committed = 0 WHERE id = $1', [other.runId]);
      digest = await world.rows.digest();
      const less = hands.query(scope(), 'UPDATE runs SET spent = 0 WHERE id = $1', [other.runId]);
      expect(await refusalOf(less)).toBe('SL003');
    });

    it('begins again what a person paused', async () => {
      const paused = await dueTrade(world, desk);
      await world.rows.select(`UPDATE runs SET status = 'PAUSED' WHERE id = $1`, [paused.runId]);
      await world.rows.select(`UPDATE campaigns SET status = 'PAUSED' WHERE id = $1`, [paused.campaignId]);
      digest = await world.rows.digest();
      const [run, campaign] = [
        hands.query(scope(), `UPDATE runs SET status = 'RUNNING' WHERE id = $1`, [paused.runId]),
        hands.query(scope(), `UPDATE campaigns SET status = 'ACTIVE' WHERE id = $1`, [paused.campaignId]),
      ];
      expect(await refusalOf(run)).toBe(FORBIDDEN_BY_POSTGRES);
      expect(await refusalOf(campaign)).toBe(FORBIDDEN_BY_POSTGRES);
    });

    it('declares a signature dead on its own word', async () => {
      const declared = `UPDATE attempts SET state = 'DEAD', closed_at = now(), dead_road = 'OPERATOR', dead_reason = 'so I say',
        dead_finalized_height = death_bound + 1, dead_finalized_slot = 1, dead_status_slot = 99, dead_agreed = 1
        WHERE state = 'LIVE'`;
      expect(await refusalOf(hands.query(scope(), declared))).toBe(FORBIDDEN_BY_POSTGRES);
    });

    it('hides the tables that its rules ask behind tables of its own', async () => {
      const one = handsOf(world.addresses.DATABASE_WORKER_URL, { kept: true });
      const shadow = `CREATE TEMP TABLE campaigns AS SELECT * FROM public.campaigns;
                      UPDATE pg_temp.campaigns SET slippage_bps = 5000`;
      // Whether it may make any is beside the point.
      await refusalOf(one.query([], shadow));
      expect(await refusalOf(forge({ slippage_bps: 5_000 }, one))).toBe(FORBIDDEN_BY_POSTGRES);
      await one.close();
    });
  });
});
