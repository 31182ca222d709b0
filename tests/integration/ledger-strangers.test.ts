/** What strangers do to a wallet, and endpoints to the watcher: the ledger equals the chain all the same. */
import {
  ACCOUNT_SIZE,
  AuthorityType,
  createCloseAccountInstruction,
  createInitializeAccount3Instruction,
  createSetAuthorityInstruction,
  createTransferInstruction,
  getAssociatedTokenAddressSync,
  TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { Keypair, PublicKey, SystemProgram, type TransactionInstruction } from '@solana/web3.js';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import type { Actor } from '#core/store/tenant.ts';
import type { DatabaseDeps } from '#core/usecases/execution/deps.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { importWallet } from '#core/usecases/wallet/import-wallet.ts';
import { operatorKeypair } from '../../localnet/tools/keys.ts';
import { sendInstructions } from '../../localnet/tools/transactions.ts';
import { bookedSlot, compareLedger, finality } from '../support/ledger.ts';
import { createMachine, silentLog } from '../support/machine.ts';
import { adoptTestChain } from '../support/trading-desk.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

const RENT = 2_039_280;
const stranger = operatorKeypair();

let world: World;
let actor: Actor;
let mint: PublicKey;
let source: PublicKey;
beforeAll(async () => {
  world = await createWorld({ slotMs: 40 });
  await adoptTestChain(world);
  await world.fund(stranger.publicKey.toBase58() as Address, 10n ** 10n);
  actor = await world.rows.tenant('trader');
  mint = new PublicKey(world.demo.mint);
  source = getAssociatedTokenAddressSync(mint, stranger.publicKey);
});
afterAll(() => world.close());

/** Answers changed on their way from the endpoint. */
let change: (endpoint: ChainEndpoint) => Partial<ChainEndpoint>;
let warnings: object[];
beforeEach(() => {
  change = () => ({});
  warnings = [];
});

/** One watcher that goes on: what it remembers must not mislead it. */
function watcher(perWallet = 500): () => Promise<void> {
  const witnesses = () => world.chain.witnesses().map((endpoint) => ({ ...endpoint, ...change(endpoint) }));
  const deps: DatabaseDeps = {
    ...createMachine(world, world.signer).database,
    chain: { ...world.chain, witnesses },
    log: { ...silentLog, warn: (fields) => void warnings.push(fields) },
  };
  const { round } = createLedgerWatcher(deps, { perRound: 100, restMs: 0, perWallet });
  return () => round(AbortSignal.timeout(30_000));
}

const send = async (instructions: TransactionInstruction[], ...signers: Keypair[]): Promise<void> =>
  finality(world, await sendInstructions(world.connection, [stranger, ...signers], instructions));

async function newWallet(): Promise<{ key: PublicKey; address: Address }> {
  const key = Keypair.generate().publicKey;
  const address = key.toBase58() as Address;
  const sealedKey = Buffer.from('sealed').toString('base64');
  await importWallet(world, actor, { label: address.slice(0, 8), address, sealedKey, idempotencyKey: newKey() });
  return { key, address };
}

/** Opens the token account and puts `units` in; names the owner in the data of an instruction alone. */
const openAccount = (account: PublicKey, owner: PublicKey, units: bigint): TransactionInstruction[] => [
  SystemProgram.createAccount({
    ...{ fromPubkey: stranger.publicKey, newAccountPubkey: account, lamports: RENT },
    ...{ space: ACCOUNT_SIZE, programId: TOKEN_PROGRAM_ID },
  }),
  createInitializeAccount3Instruction(account, mint, owner),
  createTransferInstruction(source, account, stranger.publicKey, units),
];

async function expectEqual(address: Address, watch: () => Promise<void>, holds: { RENT: bigint; TOKEN: bigint }) {
  const { chain, ledger } = await compareLedger(world, address, watch);
  expect(ledger).toEqual(chain);
  expect(chain).toMatchObject(holds);
}

it('I7 books a token account that a stranger opens for the wallet without naming it', async () => {
  const [watch, { key, address }, account] = [watcher(), await newWallet(), Keypair.generate()];
  await watch();
  // From here on the watcher knows the wallet to have no token account.
  await send([createTransferInstruction(source, source, stranger.publicKey, 1n)]);
  await compareLedger(world, address, watch);
  await send(openAccount(account.publicKey, key, 5n), account);
  await expectEqual(address, watch, { RENT: BigInt(RENT), TOKEN: 5n });
});

it('I7 books a token account that is handed over, and one that its opener closes again', async () => {
  const [watch, { key, address }] = [watcher(), await newWallet()];
  await watch();
  const [given, closable] = [Keypair.generate(), Keypair.generate()];
  await send(openAccount(given.publicKey, stranger.publicKey, 5n), given);
  await send(openAccount(closable.publicKey, stranger.publicKey, 0n), closable);
  const { CloseAccount, AccountOwner } = AuthorityType;
  const by = stranger.publicKey;
  await send([
    createSetAuthorityInstruction(given.publicKey, by, AccountOwner, key),
    createSetAuthorityInstruction(closable.publicKey, by, CloseAccount, by),
    createSetAuthorityInstruction(closable.publicKey, by, AccountOwner, key),
  ]);
  await expectEqual(address, watch, { RENT: 2n * BigInt(RENT), TOKEN: 5n });
  await send([createCloseAccountInstruction(closable.publicKey, by, by)]);
  await expectEqual(address, watch, { RENT: BigInt(RENT), TOKEN: 5n });
});

it('I7 goes back for a token account that was left out of the lists while the mark went past it', async () => {
  const [watch, { key, address }, account] = [watcher(), await newWallet(), Keypair.generate()];
  await watch();
  change = () => ({ tokenAccountsOf: async () => [] });
  await send(openAccount(account.publicKey, stranger.publicKey, 5n), account);
  await send([createSetAuthorityInstruction(account.publicKey, stranger.publicKey, AuthorityType.AccountOwner, key)]);
  await send([createTransferInstruction(source, account.publicKey, stranger.publicKey, 6n)]);
  expect((await compareLedger(world, address, watch)).ledger.TOKEN).toBe(0n);
  change = () => ({});
  await send([createTransferInstruction(source, source, stranger.publicKey, 1n)]);
  await expectEqual(address, watch, { RENT: BigInt(RENT), TOKEN: 11n });
});

it('I7 does not move the mark over what a lagging node behind the same address leaves out', async () => {
  const [watch, { key, address }, account] = [watcher(), await newWallet(), Keypair.generate()];
  await watch();
  change = ({ signaturesFor, tokenAccountsOf }) => ({
    signaturesFor: async (of, options, signal) =>
      options.minContextSlot === undefined ? [] : signaturesFor(of, options, signal),
    tokenAccountsOf: async (owner, options, signal) =>
      options.minContextSlot === undefined ? [] : tokenAccountsOf(owner, options, signal),
  });
  await send([SystemProgram.transfer({ fromPubkey: stranger.publicKey, toPubkey: key, lamports: 2_000_000n })]);
  await send(openAccount(account.publicKey, key, 5n), account);
  await expectEqual(address, watch, { RENT: BigInt(RENT), TOKEN: 5n });
});

it('PF-02 opens the ledger of a wallet with more token accounts than one call can ask for', async () => {
  const { key, address } = await newWallet();
  const accounts = Array.from({ length: 105 }, () => Keypair.generate());
  const chunks = Array.from({ length: 27 }, (_, index) => accounts.slice(index * 4, index * 4 + 4));
  await Promise.all(
    chunks.map((chunk) =>
      sendInstructions(
        world.connection,
        [stranger, ...chunk],
        chunk.flatMap(({ publicKey }) => openAccount(publicKey, key, 1n)),
      ),
    ),
  );
  await send([SystemProgram.transfer({ fromPubkey: stranger.publicKey, toPubkey: key, lamports: 2_000_000n })]);
  await expectEqual(address, watcher(), { RENT: 105n * BigInt(RENT), TOKEN: 105n });
});

it('PF-02 books a busy wallet a page at a time, oldest first', async () => {
  const [{ key, address }, account] = [await newWallet(), Keypair.generate()];
  await watcher()();
  const opened = await bookedSlot(world, address);
  await send(openAccount(account.publicKey, key, 1n), account);
  for (let lamports = 1_000_000n; lamports < 1_000_005n; lamports += 1n) {
    await send([SystemProgram.transfer({ fromPubkey: stranger.publicKey, toPubkey: key, lamports })]);
  }
  const watch = watcher(2);
  await watch();
  const marks = [opened, await bookedSlot(world, address)];
  const booked = await world.rows.select(
    `SELECT DISTINCT signature FROM ledger_entries l JOIN wallets w ON w.id = l.wallet_id
     WHERE address = $1 AND reason = 'EXTERNAL'`,
    [address],
  );
  expect(booked).toHaveLength(2);
  expect(marks[1]).toBeGreaterThan(opened);
  await expectEqual(address, watch, { RENT: BigInt(RENT), TOKEN: 1n });
});

it('PF-02 tells once of a wallet that cannot be booked, and books the others', async () => {
  const [watch, broken, well] = [watcher(), await newWallet(), await newWallet()];
  await watch();
  change = ({ signaturesFor }) => ({
    signaturesFor: (of, options, signal) =>
      of === broken.address ? Promise.reject(new Error('no such index')) : signaturesFor(of, options, signal),
  });
  await send([SystemProgram.transfer({ fromPubkey: stranger.publicKey, toPubkey: well.key, lamports: 2_000_000n })]);
  await expectEqual(well.address, watch, { RENT: 0n, TOKEN: 0n });
  expect(warnings).toHaveLength(1);
  change = () => ({});
  await expectEqual(broken.address, watch, { RENT: 0n, TOKEN: 0n });
});
