/** Withdrawals with the real signer on the local chain: they land once, to the lamport, and are booked as what they are. */
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOL as NATIVE, TOKEN_ACCOUNT_RENT, WALLET_RENT } from '#core/domain/execution/demands.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { getWithdrawal, listWithdrawals, type WithdrawalView } from '#core/usecases/withdrawal/get-withdrawal.ts';
import { previewWithdrawal } from '#core/usecases/withdrawal/preview-withdrawal.ts';
import { type WithdrawInput, withdraw } from '#core/usecases/withdrawal/withdraw.ts';
import { compareLedger, type Entry } from '../support/ledger.ts';
import { createMachine, type Machine } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain, openWallet, SOL } from '../support/trading-desk.ts';
import { fundTokens, listAddress, openTreasury, type Treasury, withdrawDeps } from '../support/treasury.ts';
import { createWorld, newKey, refusal, type World } from '../support/world.ts';

let world: World;
let signer: TestSigner;
let machine: Machine;
beforeAll(async () => {
  world = await createWorld({ slotMs: 40 });
  await adoptTestChain(world);
  signer = await startTestSigner(world);
  machine = createMachine(world, signer.client);
});
afterAll(async () => {
  await signer.stop();
  await world.close();
});

type Asked = Omit<WithdrawInput, 'walletId' | 'idempotencyKey'> & { readonly idempotencyKey?: string };

const ask = ({ owner, wallet }: Treasury, asked: Asked): Promise<WithdrawalView> =>
  withdraw(withdrawDeps(world, machine), owner, { walletId: wallet.id, idempotencyKey: newKey(), ...asked }, null);

const settled = ({ owner }: Treasury, id: IntentId): Promise<WithdrawalView> =>
  machine.trackUntil(async () => {
    const withdrawal = await getWithdrawal(world, owner, id);
    return withdrawal.state === 'PENDING' ? undefined : withdrawal;
  });

/** Asked for, carried out, and final. */
async function landed(treasury: Treasury, asked: Asked): Promise<WithdrawalView> {
  const { id } = await ask(treasury, asked);
  expect(await machine.work()).toEqual(['sent']);
  return settled(treasury, id);
}

const lamportsOf = async (address: Address): Promise<bigint> =>
  BigInt(await world.connection.getBalance(new PublicKey(address), 'finalized'));

const tokensOf = async (address: Address): Promise<bigint> => {
  const account = getAssociatedTokenAddressSync(new PublicKey(world.demo.mint), new PublicKey(address));
  const { value } = await world.connection.getTokenAccountBalance(account, 'finalized');
  return BigInt(value.amount);
};

const EVERY_WALLET = { perRound: 100, restMs: 0, perWallet: 500 };
const watch = () => createLedgerWatcher(machine.database, EVERY_WALLET).round(AbortSignal.timeout(30_000));

/** The wallet's entries for a withdrawal, once its ledger is found to be what the chain shows. */
async function booked(treasury: Treasury, { attempts }: WithdrawalView): Promise<Record<string, bigint>> {
  const { ledger, chain, entries } = await compareLedger(world, treasury.wallet.address, watch);
  expect(ledger).toEqual(chain);
  const ours = entries.filter(({ signature }) => signature === attempts[0]?.signature);
  return Object.fromEntries(ours.map(({ account, reason, amount }: Entry) => [`${account} ${reason}`, BigInt(amount)]));
}

const FEES = { 'SOL BASE_FEE': -5_000n, 'SOL PRIORITY_FEE': expect.any(BigInt) };

describe('W-07 a withdrawal', () => {
  it('of SOL lands once, to the lamport, and is booked as one', async () => {
    const treasury = await openTreasury(world, signer.client, 10n * SOL);
    const { id: addressId, address } = await listAddress(world, treasury.owner);
    const asked = { addressId, asset: NATIVE, amount: 3n * SOL, idempotencyKey: newKey() };
    const first = await ask(treasury, asked);
    expect(first).toMatchObject({ state: 'PENDING', status: 'QUEUED', amount: 3n * SOL, label: 'Cold storage' });
    expect(await ask(treasury, asked)).toEqual(first);
    expect(machine.queued).toEqual([{ intentId: first.id, fence: 0n }]);
    expect(await machine.work()).toEqual(['sent']);
    const done = await settled(treasury, first.id);
    expect(done).toMatchObject({ state: 'SUCCEEDED', status: 'SUCCEEDED', attempts: [{ state: 'LANDED_OK' }] });
    expect(await lamportsOf(address)).toBe(3n * SOL);
    expect(await booked(treasury, done)).toEqual({ ...FEES, 'SOL WITHDRAWAL': -3n * SOL });
    expect(await world.rows.select('SELECT 1 FROM fills WHERE intent_id = $1', [first.id])).toEqual([]);
    expect(await ask(treasury, asked)).toEqual(done);
    const { items } = await listWithdrawals(world, treasury.owner, { first: 5 });
    expect(items.map(({ node }) => node)).toEqual([done]);
  });

  it('of all SOL empties the wallet, as the preview said', async () => {
    const treasury = await openTreasury(world, signer.client, SOL);
    const { id: addressId, address } = await listAddress(world, treasury.owner);
    const asked = { addressId, asset: NATIVE };
    const { wallet, owner } = treasury;
    const preview = await previewWithdrawal(withdrawDeps(world, machine), owner, { walletId: wallet.id, ...asked });
    expect(preview.amount + preview.fee).toBe(SOL);
    const done = await landed(treasury, asked);
    expect(done).toMatchObject({ state: 'SUCCEEDED', amount: preview.amount });
    expect([await lamportsOf(wallet.address), await lamportsOf(address)]).toEqual([0n, preview.amount]);
    expect((await booked(treasury, done))['SOL WITHDRAWAL']).toBe(-preview.amount);
  });

  it('of a token makes the account it goes to, whose rent is booked, and the next one needs none', async () => {
    const treasury = await openTreasury(world, signer.client, SOL);
    await fundTokens(world, treasury.wallet.address, 1_000n);
    await watch();
    const { id: addressId, address } = await listAddress(world, treasury.owner);
    const token = { addressId, asset: world.demo.mint };
    const first = await landed(treasury, { ...token, amount: 400n });
    expect(first).toMatchObject({ state: 'SUCCEEDED', asset: world.demo.mint, amount: 400n });
    expect(await booked(treasury, first)).toEqual({
      ...FEES,
      'SOL RENT': -TOKEN_ACCOUNT_RENT,
      'TOKEN WITHDRAWAL': -400n,
    });
    const rest = await landed(treasury, token);
    expect(rest).toMatchObject({ state: 'SUCCEEDED', amount: 600n });
    expect(await booked(treasury, rest)).toEqual({ ...FEES, 'TOKEN WITHDRAWAL': -600n });
    expect([await tokensOf(address), await tokensOf(treasury.wallet.address)]).toEqual([1_000n, 0n]);
  });

  it('to another wallet of the organisation is a deposit there', async () => {
    const treasury = await openTreasury(world, signer.client, SOL);
    const savings = await openWallet(world, signer.client, treasury.owner, 0n);
    const listed = await listAddress(world, treasury.owner, savings.address);
    await landed(treasury, { addressId: listed.id, asset: NATIVE, amount: WALLET_RENT });
    const { ledger, chain, entries } = await compareLedger(world, savings.address, watch);
    expect(ledger).toEqual(chain);
    expect(entries).toMatchObject([{ account: 'SOL', reason: 'EXTERNAL', amount: `${WALLET_RENT}` }]);
  });

  it('counts on money once: what another one still takes is not there any more', async () => {
    const treasury = await openTreasury(world, signer.client, SOL);
    const { id: addressId } = await listAddress(world, treasury.owner);
    const most = { addressId, asset: NATIVE, amount: (SOL * 6n) / 10n };
    const asked = await Promise.allSettled([ask(treasury, most), ask(treasury, most), ask(treasury, most)]);
    expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const [refused] = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
    expect(refused).toEqual(refusal('INSUFFICIENT_BALANCE', { field: 'amount', asset: NATIVE }));
    expect(await machine.work()).toEqual(['sent']);
  });

  it('goes on while only reducing is let through, and not while halted', async () => {
    const treasury = await openTreasury(world, signer.client, SOL);
    const { id: addressId } = await listAddress(world, treasury.owner);
    const guard = (state: string) =>
      world.rows.select(
        `INSERT INTO guards (scope, scope_id, state, reason) VALUES ('WALLET', $1, $2::"GuardState", 'a test')
         ON CONFLICT (scope, scope_id) DO UPDATE SET state = EXCLUDED.state`,
        [treasury.wallet.id, state],
      );
    const little = { addressId, asset: NATIVE, amount: WALLET_RENT };
    const { id } = await ask(treasury, little);
    await guard('HALTED');
    expect(await machine.work()).toEqual(['denied']);
    expect(await getWithdrawal(world, treasury.owner, id)).toMatchObject({ lastDenial: 'GUARD_HALTED', attempts: [] });
    await expect(ask(treasury, little)).rejects.toEqual(refusal('GUARD_HALTED', { scope: 'wallet' }));
    await guard('REDUCING');
    expect(await landed(treasury, little)).toMatchObject({ state: 'SUCCEEDED' });
  });
});
