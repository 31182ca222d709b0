import {
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
} from '@solana/spl-token';
import { Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import { startCampaign } from '#core/usecases/campaign/start-campaign.ts';
import { dispatchDue } from '#core/usecases/dispatch/dispatch-due.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { importWallet } from '#core/usecases/wallet/import-wallet.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import { createDesk, type Desk, makeCampaign, SOL } from '../support/campaign.ts';
import { compareLedger, finality } from '../support/ledger.ts';
import { createMachine, type Machine, silentLog, traceOf } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

let world: World;
let signer: TestSigner;
let desk: Desk;
let machine: Machine;
beforeAll(async () => {
  world = await createWorld({ slotMs: 40 });
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  desk = await createDesk({ ...world, signer: signer.client }, 100n * SOL);
  machine = createMachine(world, signer.client);
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});

const EVERY_WALLET = { perRound: 100, restMs: 0, perWallet: 500 };
const GIVE_UP_MS = 30_000;

/** A watcher that has just started looks at every wallet. */
const watch = () => createLedgerWatcher(machine.database, EVERY_WALLET).round(AbortSignal.timeout(GIVE_UP_MS));

const compare = (address: Address) => compareLedger(world, address, watch);

async function trade(): Promise<void> {
  const campaign = await makeCampaign(world, desk, { twapBuy: { budget: SOL, durationSeconds: 100, slices: 1 } });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  await dispatchDue(machine.database);
  expect(await machine.work()).toEqual(['sent']);
  await machine.trackUntil(async () => {
    const { intents } = await traceOf(world, campaign.id);
    return intents[0]?.state === 'SUCCEEDED' ? true : undefined;
  });
}

it('I7 equals the chain, to the lamport, after deposits, trades, and transfers of tokens to and fro', async () => {
  const operator = operatorKeypair();
  const owner = new PublicKey(desk.wallet.address);
  await trade();
  const mint = new PublicKey(world.demo.mint);
  const [from, to] = [operator.publicKey, owner].map((key) => getAssociatedTokenAddressSync(mint, key)) as [
    PublicKey,
    PublicKey,
  ];
  // Names neither the wallet nor any key of it: only its token account.
  await sendInstructions(
    world.connection,
    [operator],
    [createTransferInstruction(from, to, operator.publicKey, 12_345n)],
  );
  await trade();
  const last = await sendInstructions(
    world.connection,
    [operator],
    [SystemProgram.transfer({ fromPubkey: operator.publicKey, toPubkey: owner, lamports: 7n })],
  );
  await finality(world, last);

  const { chain, ledger, entries } = await compare(desk.wallet.address);
  expect(ledger).toEqual(chain);
  expect(chain.TOKEN).toBeGreaterThan(12_345n);
  const external = entries.filter(({ reason }) => reason === 'EXTERNAL').map(({ amount }) => amount);
  expect(external).toEqual([(100n * SOL).toString(), '12345', '7']);
});

it('books nothing twice, however often and by how many watchers it is looked at', async () => {
  const before = await world.rows.select('SELECT count(*) FROM ledger_entries');
  await Promise.all([1, 2, 3].map(() => watch()));
  await world.rows.select(`UPDATE wallets SET booked_slot = 0, booked_signature = NULL WHERE id = $1`, [
    desk.wallet.id,
  ]);
  await watch();
  expect(await world.rows.select('SELECT count(*) FROM ledger_entries')).toEqual(before);
});

it('waits before a signature of ours that is not settled yet, and leaves it to be booked as a trade', async () => {
  const campaign = await makeCampaign(world, desk, { twapBuy: { budget: SOL, durationSeconds: 100, slices: 1 } });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  await dispatchDue(machine.database);
  await machine.work();
  const { attempts } = await traceOf(world, campaign.id);
  const signature = String(attempts[0]?.['signature']);
  await finality(world, signature);
  await watch();
  const ofIt = () =>
    world.rows.select('SELECT reason FROM ledger_entries WHERE signature = $1 ORDER BY reason', [signature]);
  expect(await ofIt()).toEqual([]);
  await machine.trackUntil(async () => ((await ofIt()).length > 0 ? true : undefined));
  expect(await ofIt()).toEqual([
    { reason: 'TRADE' },
    { reason: 'TRADE' },
    { reason: 'BASE_FEE' },
    { reason: 'PRIORITY_FEE' },
  ]);
  const { chain, ledger } = await compare(desk.wallet.address);
  expect(ledger).toEqual(chain);
});

it('opens an imported wallet with what it held, and goes on from there', async () => {
  const operator = operatorKeypair();
  const key = Keypair.generate();
  const mint = new PublicKey(world.demo.mint);
  const [from, to] = [operator.publicKey, key.publicKey].map((owner) => getAssociatedTokenAddressSync(mint, owner)) as [
    PublicKey,
    PublicKey,
  ];
  const past = await sendInstructions(
    world.connection,
    [operator],
    [
      SystemProgram.transfer({ fromPubkey: operator.publicKey, toPubkey: key.publicKey, lamports: 10_000_000 }),
      createAssociatedTokenAccountIdempotentInstruction(operator.publicKey, to, key.publicKey, mint),
      createTransferInstruction(from, to, operator.publicKey, 500n),
    ],
  );
  await finality(world, past);
  const address = key.publicKey.toBase58() as Address;
  const sealedKey = Buffer.from('sealed').toString('base64');
  await importWallet(world, desk.actor, { label: 'Old', address, sealedKey, idempotencyKey: newKey() });

  const opened = await compare(address);
  expect(opened.ledger).toEqual(opened.chain);
  expect(new Set(opened.entries.map(({ reason, signature }) => `${reason} ${signature}`))).toEqual(
    new Set([`OPENING ${past}`]),
  );
  const later = await sendInstructions(
    world.connection,
    [operator],
    [createTransferInstruction(from, to, operator.publicKey, 5n)],
  );
  await finality(world, later);
  const { chain, ledger, entries } = await compare(address);
  expect(ledger).toEqual(chain);
  expect(entries.at(-1)).toMatchObject({ reason: 'EXTERNAL', amount: '5', signature: later });
});

it('I7 books a transaction of ours that was proved dead and landed all the same, and says so', async () => {
  const operator = operatorKeypair();
  const instruction = SystemProgram.transfer({
    fromPubkey: operator.publicKey,
    toPubkey: new PublicKey(desk.wallet.address),
    lamports: 11n,
  });
  const signature = await sendInstructions(world.connection, [operator], [instruction]);
  const dead = {
    ...{ id: newKey(), ordinal: 99, signature, state: 'DEAD', dead_road: 'BLOCKS', dead_agreed: 2 },
    ...{ dead_finalized_height: 10 ** 9, dead_finalized_slot: 10 ** 9, dead_status_slot: 10 ** 9 + 32 },
    ...{ landed_slot: null, closed_at: new Date() },
  };
  const [attempt] = await world.rows.select<{ intent_id: string }>(
    'INSERT INTO attempts SELECT (jsonb_populate_record(a, $1)).* FROM attempts a LIMIT 1 RETURNING intent_id',
    [JSON.stringify(dead)],
  );
  await finality(world, signature);
  const errors: object[] = [];
  const deps = { ...machine.database, log: { ...silentLog, error: (fields: object) => void errors.push(fields) } };
  const watcher = createLedgerWatcher(deps, EVERY_WALLET);
  const { chain, ledger, entries } = await compareLedger(world, desk.wallet.address, () =>
    watcher.round(AbortSignal.timeout(GIVE_UP_MS)),
  );
  expect(ledger).toEqual(chain);
  expect(entries.at(-1)).toMatchObject({ reason: 'EXTERNAL', amount: '11', signature });
  expect(errors).toEqual([expect.objectContaining({ intentId: attempt?.intent_id, signature })]);
  const [alert] = await world.rows.select("SELECT * FROM alerts WHERE kind = 'RISEN'");
  expect(alert).toMatchObject({ object_id: attempt?.intent_id, severity: 'CRITICAL', resolved_at: null });
});
