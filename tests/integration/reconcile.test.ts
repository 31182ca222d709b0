/** Ledgers held against the chain: what differs is told, and never mended. */
import { PublicKey, SystemProgram } from '@solana/web3.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import { lamports } from '#core/domain/money.ts';
import type { Chain, ChainEndpoint } from '#core/ports/chain.ts';
import { createReconciler } from '#core/usecases/ledger/reconcile.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import { createDesk, type Desk, SOL } from '../support/campaign.ts';
import { createMachine, silentLog } from '../support/machine.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

let world: World;
let desk: Desk;
beforeAll(async () => {
  world = await createWorld({ slotMs: 40 });
  await adoptTestChain(world);
  desk = await createDesk(world, SOL);
  await world.fund(operatorKeypair().publicKey.toBase58() as Address, SOL);
});
afterAll(() => world.close());

interface Alert {
  readonly object_id: string;
  readonly organization_id: string;
  readonly detail: { differences: object[] };
  readonly resolved_at: Date | null;
}

const alerts = () => world.rows.select<Alert>("SELECT * FROM alerts WHERE kind = 'LEDGER_DIFFERS' ORDER BY opened_at");
const entries = async () => (await world.rows.select('SELECT id FROM ledger_entries')).length;

/** Looks at every wallet until what was asked for is true. */
async function reconcileUntil(chain: Chain, done: () => Promise<boolean>): Promise<void> {
  const deps = { ...createMachine(world, world.signer).database, chain, log: silentLog };
  const every = { perRound: 100, restMs: 0, perWallet: 500, patienceMs: 60_000 };
  const [watcher, reconciler] = [createLedgerWatcher(deps, every), createReconciler(deps, every)];
  const signal = AbortSignal.timeout(60_000);
  do {
    await watcher.round(signal);
    await reconciler.round(signal);
  } while (!(await done()));
}

const insertEntry = (amount: bigint) =>
  world.rows.insert('ledger_entries', {
    ...{ organization_id: desk.actor.organizationId, wallet_id: desk.wallet.id, signature: newKey(), slot: 1n },
    ...{ account: 'SOL', holder: desk.wallet.address, asset: 'SOL', reason: 'EXTERNAL', amount },
  });

/** A second endpoint that tells other lamports of the wallet. */
const withLiar = (units: bigint): Chain => {
  const told = lamports(units);
  const [honest] = world.chain.witnesses();
  if (honest === undefined) throw new Error('there is an endpoint');
  const liar: ChainEndpoint = {
    ...honest,
    name: 'liar',
    async accounts(addresses, options, signal) {
      const answer = await honest.accounts(addresses, options, signal);
      return {
        ...answer,
        accounts: answer.accounts.map((account) => (account === null ? null : { ...account, lamports: told })),
      };
    },
  };
  return { ...world.chain, quorum: 2, witnesses: () => [honest, liar] };
};

it('I7 tells of a ledger that differs from the chain, once, and takes it back when they are equal again; it writes no entry', async () => {
  await reconcileUntil(world.chain, async () => (await entries()) > 0);
  await insertEntry(7n);
  const before = await entries();
  await reconcileUntil(world.chain, async () => (await alerts()).length > 0);
  await reconcileUntil(world.chain, async () => true);
  const [alert, ...more] = await alerts();
  expect(more).toEqual([]);
  expect(alert).toMatchObject({
    object_id: desk.wallet.id,
    organization_id: desk.actor.organizationId,
    resolved_at: null,
  });
  const [difference] = (alert?.detail.differences ?? []) as { ledger: string; chain: string }[];
  expect(difference).toMatchObject({ account: 'SOL', holder: desk.wallet.address, asset: 'SOL' });
  expect(BigInt(difference?.ledger ?? 0) - BigInt(difference?.chain ?? 0)).toBe(7n);
  expect(await entries()).toBe(before);
  await insertEntry(-7n);
  await reconcileUntil(world.chain, async () => (await alerts())[0]?.resolved_at !== null);
});

it('I7 neither raises nor clears anything while two endpoints tell different things', async () => {
  const chain = withLiar(1n);
  let told = 0;
  const counted: Chain = {
    ...chain,
    witnesses: () => {
      told += 1;
      return chain.witnesses();
    },
  };
  const raised = (await alerts()).length;
  await reconcileUntil(counted, async () => told > 12);
  expect(await alerts()).toHaveLength(raised);
});

it('I7 keeps out of a ledger what one of two endpoints tells differently', async () => {
  const stranger = operatorKeypair();
  const toPubkey = new PublicKey(desk.wallet.address);
  const instruction = SystemProgram.transfer({ fromPubkey: stranger.publicKey, toPubkey, lamports: 1_234n });
  const signature = await sendInstructions(world.connection, [stranger], [instruction]);
  const booked = () => world.rows.select('SELECT 1 FROM ledger_entries WHERE signature = $1', [signature]);
  const [honest] = world.chain.witnesses();
  if (honest === undefined) throw new Error('there is an endpoint');
  let lies = 0;
  const liar: ChainEndpoint = {
    ...honest,
    name: 'liar',
    async transactions(signatures, commitment, signal) {
      const answers = await honest.transactions(signatures, commitment, signal);
      if (signatures.some((asked) => asked === signature)) lies += 1;
      return answers.map(
        (answer) => answer && { ...answer, postLamports: answer.postLamports.map((value) => value + 1n) },
      );
    },
  };
  await reconcileUntil({ ...world.chain, quorum: 2, witnesses: () => [honest, liar] }, async () => lies > 1);
  expect(await booked()).toEqual([]);
  await reconcileUntil(world.chain, async () => (await booked()).length > 0);
});
