import {
  AccountLayout,
  createAssociatedTokenAccountIdempotentInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
  TOKEN_PROGRAM_ID,
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
import { createMachine, type Machine, traceOf } from '../support/machine.ts';
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

/** A watcher that has just started looks at every wallet. */
const watch = () => createLedgerWatcher(machine.deps, { perRound: 100, restMs: 0 }).round(AbortSignal.timeout(30_000));

interface Holdings {
  readonly SOL: bigint;
  readonly RENT: bigint;
  readonly TOKEN: bigint;
}

/** What the chain says the wallet holds, and from which slot on it said so, by code that knows nothing of ours. */
async function onChain(address: Address): Promise<{ slot: number; holdings: Holdings }> {
  const key = new PublicKey(address);
  const { context, value } = await world.connection.getBalanceAndContext(key, 'finalized');
  const owned = await world.connection.getTokenAccountsByOwner(key, { programId: TOKEN_PROGRAM_ID }, 'finalized');
  const sum = (amounts: bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  return {
    slot: context.slot,
    holdings: {
      SOL: BigInt(value),
      RENT: sum(owned.value.map(({ account }) => BigInt(account.lamports))),
      TOKEN: sum(owned.value.map(({ account }) => AccountLayout.decode(account.data).amount)),
    },
  };
}

/** Watches until the wallet's ledger is whole up to what the chain shows, then answers both. */
async function compare(address: Address): Promise<{ chain: Holdings; ledger: Holdings; entries: Entry[] }> {
  // A ledger that is not open yet opens at whatever slot it is looked at.
  await watch();
  const { slot, holdings } = await onChain(address);
  for (;;) {
    await watch();
    const [wallet] = await world.rows.select<{ booked: string }>(
      'SELECT booked_slot AS booked FROM wallets WHERE address = $1',
      [address],
    );
    if (Number(wallet?.booked) >= slot) break;
  }
  const entries = await world.rows.select<Entry>(
    `SELECT account, reason, amount, signature FROM ledger_entries l JOIN wallets w ON w.id = l.wallet_id
     WHERE w.address = $1 AND slot <= $2 ORDER BY l.id`,
    [address, slot],
  );
  const of = (account: string) =>
    entries.filter((entry) => entry.account === account).reduce((total, { amount }) => total + BigInt(amount), 0n);
  return { chain: holdings, ledger: { SOL: of('SOL'), RENT: of('RENT'), TOKEN: of('TOKEN') }, entries };
}

type Entry = { account: string; reason: string; amount: string; signature: string };

/** Waits until everything sent so far is finalized. */
async function finality(signature: string): Promise<void> {
  for (;;) {
    const { value } = await world.connection.getSignatureStatuses([signature]);
    if (value[0]?.confirmationStatus === 'finalized') return;
    const { slot } = await world.chain.best().heights('processed');
    expect(slot).toBeLessThan(100_000n);
  }
}

async function trade(): Promise<void> {
  const campaign = await makeCampaign(world, desk, { twapBuy: { budget: SOL, durationSeconds: 100, slices: 1 } });
  await startCampaign(world, desk.actor, { campaignId: campaign.id, idempotencyKey: newKey() });
  await dispatchDue(machine.deps);
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
  await finality(last);

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
  await dispatchDue(machine.deps);
  await machine.work();
  const { attempts } = await traceOf(world, campaign.id);
  const signature = String(attempts[0]?.['signature']);
  await finality(signature);
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
  await finality(past);
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
  await finality(later);
  const { chain, ledger, entries } = await compare(address);
  expect(ledger).toEqual(chain);
  expect(entries.at(-1)).toMatchObject({ reason: 'EXTERNAL', amount: '5', signature: later });
});
