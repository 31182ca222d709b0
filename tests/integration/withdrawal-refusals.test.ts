/** What keeps money from leaving: who may ask, where it may go, and what the signer refuses whoever asks. */
import { Keypair, PublicKey, SystemProgram } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '#core/adapters/clock.ts';
import { solanaCodec } from '#core/adapters/solana/codec.ts';
import { solanaTransfers } from '#core/adapters/solana/transfers.ts';
import { environmentKek } from '#core/adapters/vault/kek/environment.ts';
import { createVault } from '#core/adapters/vault/vault.ts';
import { GENESIS } from '#core/domain/clusters.ts';
import { SOL as NATIVE, WALLET_RENT } from '#core/domain/execution/demands.ts';
import type { Address, GenesisHash, WalletId } from '#core/domain/ids.ts';
import { LEGAL_USE } from '#core/domain/legal-use.ts';
import type { SignIntentRequest } from '#core/ports/signer.ts';
import { type Database, openDatabase } from '#core/store/db.ts';
import { newId } from '#core/store/new-id.ts';
import { createOwners } from '#core/store/owners.ts';
import { createSigningStore } from '#core/store/signing-store.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { attestLegalUse } from '#core/usecases/account/attest-legal-use.ts';
import type { Caller } from '#core/usecases/account/caller.ts';
import { createHeightReader } from '#core/usecases/signing/heights.ts';
import { signIntents } from '#core/usecases/signing/sign-intents.ts';
import { addWithdrawalAddress } from '#core/usecases/withdrawal/add-address.ts';
import { getWithdrawal } from '#core/usecases/withdrawal/get-withdrawal.ts';
import { removeWithdrawalAddress } from '#core/usecases/withdrawal/remove-address.ts';
import { type WithdrawInput, withdraw } from '#core/usecases/withdrawal/withdraw.ts';
import { createMachine, type Machine } from '../support/machine.ts';
import { onlyOne, startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain, openWallet, SOL } from '../support/trading-desk.ts';
import {
  honest,
  listAddress,
  openTreasury,
  plantTransfer,
  signIn,
  strangerAddress,
  type Treasury,
  transferRequest,
  withdrawDeps,
} from '../support/treasury.ts';
import { createWorld, expectRefused, newKey, type World } from '../support/world.ts';

const DEVNET = GENESIS.devnet as GenesisHash;

let world: World;
let signer: TestSigner;
let machine: Machine;
let treasury: Treasury;
let other: Treasury;
let signerDb: Database;
beforeAll(async () => {
  world = await createWorld();
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  machine = createMachine(world, signer.client);
  signerDb = openDatabase({ url: world.addresses.DATABASE_SIGNER_URL, max: 4, applicationName: 'test' });
  [treasury, other] = [
    await openTreasury(world, signer.client, 100n * SOL),
    await openTreasury(world, signer.client, SOL),
  ];
});
afterAll(async () => {
  await signerDb.close();
  await signer.stop();
  await world.close();
});

const ask = (caller: Caller, asked: Partial<WithdrawInput> & { addressId: string }) =>
  withdraw(
    withdrawDeps(world, machine),
    caller,
    { walletId: treasury.wallet.id, asset: NATIVE, amount: WALLET_RENT, idempotencyKey: newKey(), ...asked },
    null,
  );

const denialOf = async (id: string) =>
  (await world.rows.select<{ code: string }>('SELECT last_denial AS code FROM intents WHERE id = $1', [id]))[0]?.code;

/** Asks the signer as a worker would. Whatever was refused, nothing is signed for it. */
async function refusedBySigner(request: SignIntentRequest): Promise<string | undefined> {
  const outcome = await signer.sign(request);
  const attempts = await world.rows.select('SELECT 1 FROM attempts WHERE intent_id = $1', [request.intentId]);
  expect(attempts).toEqual([]);
  expect(outcome.kind === 'denied' ? outcome.code : outcome.kind).toBe(await denialOf(request.intentId));
  return denialOf(request.intentId);
}

describe('W-07 who may withdraw', () => {
  it('owners alone, who have just proved who they are, and no key', async () => {
    const { id: addressId } = await listAddress(world, treasury.owner);
    const { organizationId } = treasury.owner;
    const of = (caller: Caller): Caller => ({ ...caller, organizationId });
    const late = new Date(Date.now() - 6 * 60_000);
    for (const role of ['trader', 'viewer'] as const) {
      await expectRefused(world, async () => ask({ ...treasury.owner, role }, { addressId }), 'FORBIDDEN');
    }
    const unproved = [of(await signIn(world, 'owner', null)), of(await signIn(world, 'owner', late))];
    for (const caller of [...unproved, { ...treasury.owner, credential: 'api-key' } as const]) {
      await expectRefused(world, async () => ask(caller, { addressId }), 'STEP_UP_REQUIRED');
      await expectRefused(world, () => listAddress(world, caller), 'STEP_UP_REQUIRED');
    }
    await expectRefused(world, () => listAddress(world, { ...treasury.owner, role: 'trader' }), 'FORBIDDEN');
  });

  it('of what is theirs: wallets and addresses of others are not there', async () => {
    const [mine, theirs] = [await listAddress(world, treasury.owner), await listAddress(world, other.owner)];
    await expectRefused(world, async () => ask(treasury.owner, { addressId: theirs.id }), 'NOT_FOUND');
    await expectRefused(world, async () => ask(treasury.owner, { addressId: newId() }), 'NOT_FOUND');
    const stolen = { addressId: mine.id, walletId: other.wallet.id };
    await expectRefused(world, async () => ask(treasury.owner, stolen), 'NOT_FOUND');
    await expectRefused(world, () => removeWithdrawalAddress(world, treasury.owner, theirs.id), 'NOT_FOUND');
    const { id } = await ask(treasury.owner, { addressId: mine.id });
    await expect(getWithdrawal(world, other.owner, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    machine.queued.length = 0;
  });

  it('once by a key: another body is a conflict, and fifty at once make one', async () => {
    const { id: addressId } = await listAddress(world, treasury.owner);
    const idempotencyKey = newKey();
    const asked = { addressId, idempotencyKey };
    const all = await Promise.all(Array.from({ length: 50 }, () => ask(treasury.owner, asked)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(machine.queued.splice(0)).toHaveLength(1);
    await expectRefused(world, async () => ask(treasury.owner, { ...asked, amount: SOL }), 'CONFLICT');
  });
});

describe('W-07 what may be listed', () => {
  const add = (address: string, label = 'Bank') =>
    addWithdrawalAddress(
      { ...world, transfers: solanaTransfers },
      treasury.owner,
      { address, label, idempotencyKey: newKey() },
      null,
    );

  it('addresses of wallets, each once', async () => {
    const [offCurve] = PublicKey.findProgramAddressSync([Buffer.from('x')], SystemProgram.programId);
    const field = { field: 'address' };
    await expectRefused(world, () => add('not an address'), 'INVALID_ADDRESS', field);
    await expectRefused(world, () => add(offCurve.toBase58()), 'ADDRESS_OFF_CURVE', field);
    await expectRefused(world, () => add(world.demo.mint), 'BAD_USER_INPUT', field);
    await expectRefused(world, () => add(strangerAddress(), ' '), 'BAD_USER_INPUT', { field: 'label' });
    const { address } = await add(strangerAddress());
    await expectRefused(world, () => add(address), 'CONFLICT', field);
  });

  it('and never changed: Postgres dates a row, and no role but its owner can say otherwise', async () => {
    const { id } = await listAddress(world, treasury.owner);
    const change = (what: string) =>
      world.rows.select(`UPDATE withdrawal_addresses SET ${what} WHERE id = $1`, [id]).then(
        () => null,
        ({ code }: { code: string }) => code,
      );
    expect(await change(`address = '${strangerAddress()}'`)).toBe('SL003');
    expect(await change(`created_at = now() - interval '9 days'`)).toBe('SL003');
    const server = world.db.as(treasury.owner);
    const denied = { code: '42501' };
    const backdate = `UPDATE withdrawal_addresses SET created_at = now() - interval '9 days'`;
    await expect(server.query({ text: backdate })).rejects.toMatchObject(denied);
    const insert = `INSERT INTO withdrawal_addresses (id, organization_id, address, label, created_by_id, created_at)
                    VALUES ($1, $2, 'x', 'x', $3, now() - interval '9 days')`;
    const row = [newId(), treasury.owner.organizationId, treasury.owner.userId];
    await expect(server.query({ text: insert, values: row })).rejects.toMatchObject(denied);
    await removeWithdrawalAddress(world, treasury.owner, id);
    expect(await change('removed_at = NULL')).toBe('SL001');
  });
});

describe('W-07 the signer refuses', () => {
  it('an address that was taken off the list while the withdrawal waited, until it is listed again', async () => {
    const { id: addressId, address } = await listAddress(world, treasury.owner);
    const { id } = await ask(treasury.owner, { addressId });
    await removeWithdrawalAddress(world, treasury.owner, addressId);
    expect(await machine.work()).toEqual(['denied']);
    expect(await denialOf(id)).toBe('DESTINATION_NOT_ALLOWED');
    await expectRefused(world, async () => ask(treasury.owner, { addressId }), 'NOT_FOUND');
    expect((await listAddress(world, treasury.owner, address)).id).not.toBe(addressId);
  });

  it('an address that nobody has listed, or another organisation alone', async () => {
    const planted = await plantTransfer(world, treasury, { destination: strangerAddress() });
    expect(await refusedBySigner(await transferRequest(world, planted))).toBe('DESTINATION_NOT_ALLOWED');
    const { address: destination } = await listAddress(world, other.owner);
    const stray = await plantTransfer(world, treasury, { destination });
    expect(await refusedBySigner(await transferRequest(world, stray))).toBe('DESTINATION_NOT_ALLOWED');
  });

  it('an address that is no wallet any more', async () => {
    const { organizationId: organization_id, userId: created_by_id } = treasury.owner;
    const row = { organization_id, created_by_id, address: world.demo.mint, label: 'A mint by now' };
    await world.rows.insert('withdrawal_addresses', { id: newId(), ...row });
    const planted = await plantTransfer(world, treasury, { destination: world.demo.mint });
    expect(await refusedBySigner(await transferRequest(world, planted))).toBe('DESTINATION_NOT_ALLOWED');
  });

  it('a message that is not the withdrawal, in whatever it differs', async () => {
    const { address: destination } = await listAddress(world, treasury.owner);
    const planted = await plantTransfer(world, treasury, { destination });
    const thief = Keypair.generate().publicKey;
    const owner = new PublicKey(treasury.wallet.address);
    const lies = [
      honest({ ...planted, destination: strangerAddress() }),
      honest({ ...planted, amount: planted.amount + 1n }),
      honest({ ...planted, amount: planted.amount - 1n }),
      [...honest(planted), SystemProgram.transfer({ fromPubkey: owner, toPubkey: thief, lamports: 1 })],
      [SystemProgram.assign({ accountPubkey: owner, programId: thief }), ...honest(planted)],
      honest(planted).slice(2),
    ];
    for (const lie of lies) {
      expect(await refusedBySigner(await transferRequest(world, planted, lie))).toBe('MESSAGE_DIFFERS');
    }
  });

  it('a fee above the limit, which is the one number a worker chooses', async () => {
    const { address: destination } = await listAddress(world, treasury.owner);
    const planted = await plantTransfer(world, treasury, { destination });
    const generous = await transferRequest(world, planted, honest(planted, 10n ** 11n));
    expect(await refusedBySigner(generous)).toBe('PRIORITY_FEE_TOO_HIGH');
    const fair = await plantTransfer(world, treasury, { destination });
    expect((await signer.sign(await transferRequest(world, fair))).kind).toBe('signed');
  });

  it('a withdrawal that would leave less than a wallet may keep, but for nothing at all', async () => {
    const poor = await openTreasury(world, signer.client, 2n * WALLET_RENT);
    const { address: destination } = await listAddress(world, poor.owner);
    const much = await plantTransfer(world, poor, { destination, amount: WALLET_RENT + 1n });
    expect(await refusedBySigner(await transferRequest(world, much))).toBe('INSUFFICIENT_FUNDS');
    const all = await plantTransfer(world, poor, { destination, amount: 2n * WALLET_RENT - 5_020n });
    expect((await signer.sign(await transferRequest(world, all))).kind).toBe('signed');
  });

  it('more lamports than one transaction may take', async () => {
    const { address: destination } = await listAddress(world, treasury.owner);
    const planted = await plantTransfer(world, treasury, { destination, amount: 60n * SOL });
    expect(await refusedBySigner(await transferRequest(world, planted))).toBe('TOO_MUCH_SOL');
  });

  it('another destination than was asked for: Postgres lets nobody change it', async () => {
    const { address: destination } = await listAddress(world, treasury.owner);
    const { id } = await plantTransfer(world, treasury, { destination });
    const redirect = `UPDATE intents SET destination = '${strangerAddress()}' WHERE id = $1`;
    await expect(world.rows.select(redirect, [id])).rejects.toMatchObject({ code: 'SL003' });
    const asTrade = { ...{ id: newId(), kind: 'BUY', destination }, amount_in: 1n };
    await expect(world.rows.insert('intents', { ...(await rowOf(id)), ...asTrade })).rejects.toMatchObject({
      constraint: expect.stringMatching(/^intents_/),
    });
  });
});

async function rowOf(id: string): Promise<Record<string, unknown>> {
  const [row] = await world.rows.select<Record<string, unknown>>('SELECT * FROM intents WHERE id = $1', [id]);
  return { ...row, idempotency_key: newKey() };
}

describe('W-07 a new address, where money is worth something', () => {
  let rich: Treasury;
  beforeAll(async () => {
    const owner = await signIn(world);
    await world.rows.select('UPDATE users SET email_verified = true WHERE id = $1', [owner.userId]);
    const id = newId<WalletId>();
    const { address, blob } = await signer.client.createWallet({
      ...{ userId: owner.userId, walletId: id, genesisHash: DEVNET },
    });
    const owned = { organization_id: owner.organizationId, user_id: owner.userId };
    const wallet = { ...owned, kind: 'CUSTODIAL', label: 'Test', address, genesis_hash: DEVNET };
    await world.rows.insert('wallets', { id, ...wallet });
    await world.rows.insert('wallet_keys', { wallet_id: id, ...owned, blob: Buffer.from(blob) });
    await world.fund(address, 10n * SOL);
    rich = { owner, wallet: { id, address } };
  });

  /** The signer's own code, told that its endpoints serve devnet. */
  async function signOnDevnet(request: SignIntentRequest) {
    const chain = { ...world.chain, genesisHash: DEVNET };
    const outcomes = await signIntents(
      {
        store: createSigningStore(signerDb, createOwners(signerDb.as(NO_TENANT))),
        vault: createVault(environmentKek(signer.config.MASTER_KEYS)),
        ...{ chain, clock: systemClock, newId, heights: createHeightReader(chain, systemClock) },
        ...{ venues: new Map(), codec: solanaCodec, transfers: solanaTransfers },
        limits: {
          ...{ maxSlippageBps: 100, maxPoolShareBps: 100, maxLamportsPerTransaction: SOL },
          ...{ maxPriorityFeeLamports: SOL, maxTipLamports: SOL },
        },
      },
      [request],
    );
    const outcome = onlyOne(outcomes);
    return outcome.kind === 'denied' ? outcome.code : outcome.kind;
  }

  const planted = async (destination: Address) =>
    transferRequest(world, await plantTransfer(world, rich, { destination, genesisHash: DEVNET }));

  /** As if it had been listed so many hours ago. */
  async function listedFor(hours: number): Promise<Address> {
    const address = strangerAddress();
    const { organizationId: organization_id, userId: created_by_id } = rich.owner;
    const created_at = new Date(Date.now() - hours * 3_600_000);
    const row = { id: newId(), organization_id, created_by_id, address, label: 'Old', created_at };
    await world.rows.insert('withdrawal_addresses', row);
    return address;
  }

  it('waits a day by the signer’s word, which asks Postgres for the time', async () => {
    expect(await signOnDevnet(await planted(await listedFor(23.9)))).toBe('DESTINATION_TOO_NEW');
    expect(await signOnDevnet(await planted(await listedFor(24.1)))).toBe('signed');
    expect(await signOnDevnet(await planted(strangerAddress()))).toBe('DESTINATION_NOT_ALLOWED');
  });

  it('waits for a wallet of the organisation too: anybody who can add addresses could call one that', async () => {
    const { address: custodial } = await openWallet(world, signer.client, rich.owner, 0n);
    await listAddress(world, rich.owner, custodial);
    expect(await signOnDevnet(await planted(custodial))).toBe('DESTINATION_TOO_NEW');
  });

  it('cannot be asked for before that, nor without a declaration and a confirmed address', async () => {
    const chain = { ...world.chain, genesisHash: DEVNET };
    const deps = { ...withdrawDeps(world, machine), chain };
    const input = { walletId: rich.wallet.id, asset: NATIVE, amount: WALLET_RENT };
    const { id: addressId, createdAt } = await listAddress(world, rich.owner);
    const go = async () => withdraw(deps, rich.owner, { ...input, addressId, idempotencyKey: newKey() }, null);
    await expectRefused(world, go, 'ATTESTATION_REQUIRED');
    const { version } = LEGAL_USE;
    await attestLegalUse(world, rich.owner, { version, accepted: true }, { ip: null, userAgent: null });
    const usableAt = new Date(createdAt.getTime() + 24 * 3_600_000).toISOString();
    await expectRefused(world, go, 'ADDRESS_TOO_NEW', { field: 'addressId', usableAt });
    await world.rows.select('UPDATE users SET email_verified = false WHERE id = $1', [rich.owner.userId]);
    await expectRefused(world, go, 'EMAIL_NOT_VERIFIED');
  });
});
