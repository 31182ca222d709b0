/** Withdrawals with the real signer on the local chain: they land once, to the lamport, and only where the organisation has said. */
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SOL as NATIVE, TOKEN_ACCOUNT_RENT, WALLET_RENT } from '#core/domain/execution/demands.ts';
import type { Address, IntentId } from '#core/domain/ids.ts';
import { createLedgerWatcher } from '#core/usecases/ledger/watch-ledgers.ts';
import { getWithdrawal, type WithdrawalView } from '#core/usecases/withdrawal/get-withdrawal.ts';
import { type WithdrawInput, withdraw } from '#core/usecases/withdrawal/withdraw.ts';
import { compareLedger } from '../support/ledger.ts';
import { createMachine, type Machine } from '../support/machine.ts';
import { startTestSigner, type TestSigner } from '../support/signer.ts';
import { adoptTestChain, SOL } from '../support/trading-desk.ts';
import { fundTokens, listAddress, openTreasury, type Treasury, withdrawDeps } from '../support/treasury.ts';
import { createWorld, newKey, type World } from '../support/world.ts';

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

async function settled({ owner }: Treasury, id: IntentId): Promise<WithdrawalView> {
  return machine.trackUntil(async () => {
    const withdrawal = await getWithdrawal(world, owner, id);
    return withdrawal.state === 'PENDING' ? undefined : withdrawal;
  });
}

const lamportsOf = async (address: Address): Promise<bigint> =>
  BigInt(await world.connection.getBalance(new PublicKey(address), 'finalized'));

const EVERY_WALLET = { perRound: 100, restMs: 0, perWallet: 500 };
const watch = () => createLedgerWatcher(machine.database, EVERY_WALLET).round(AbortSignal.timeout(30_000));

describe('W-07 what is withdrawn', () => {
  it('of SOL lands once, to the lamport, and is booked', async () => {
    const treasury = await openTreasury(world, signer.client, 10n * SOL);
    const { id: addressId, address } = await listAddress(world, treasury.owner);
    const asked = { addressId, asset: NATIVE, amount: 3n * SOL, idempotencyKey: newKey() };
    const first = await ask(treasury, asked);
    expect(first).toMatchObject({ state: 'PENDING', status: 'QUEUED', asset: NATIVE, amount: 3n * SOL, attempts: [] });
    expect(await ask(treasury, asked)).toEqual(first);
    expect(machine.queued).toEqual([{ intentId: first.id, fence: 0n }]);
    expect(await machine.work()).toEqual(['sent']);
    const done = await settled(treasury, first.id);
    expect(done).toMatchObject({ state: 'SUCCEEDED', status: 'SUCCEEDED', attempts: [{ state: 'LANDED_OK' }] });
    expect(await lamportsOf(address)).toBe(3n * SOL);
    const { ledger, chain, entries } = await compareLedger(world, treasury.wallet.address, watch);
    expect(ledger).toEqual(chain);
    const ours = entries.filter(({ signature }) => signature === done.attempts[0]?.signature);
    expect(ours.map(({ account, reason }) => `${account} ${reason}`)).toEqual([
      'SOL BASE_FEE',
      'SOL PRIORITY_FEE',
      'SOL WITHDRAWAL',
    ]);
    expect(BigInt(ours[2]?.amount ?? 0)).toBe(-3n * SOL);
    expect(await world.rows.select('SELECT 1 FROM fills WHERE intent_id = $1', [first.id])).toEqual([]);
  });
});

void [fundTokens, getAssociatedTokenAddressSync, TOKEN_ACCOUNT_RENT, WALLET_RENT];
