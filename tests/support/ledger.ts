/** A wallet's ledger beside the chain, by code that knows nothing of the product's. */
import { AccountLayout, TOKEN_PROGRAM_ID } from '@solana/spl-token';
import { PublicKey } from '@solana/web3.js';
import { expect } from 'vitest';
import type { Address } from '#core/domain/ids.ts';
import type { World } from './world.ts';

export interface Holdings {
  readonly SOL: bigint;
  readonly RENT: bigint;
  readonly TOKEN: bigint;
}

export type Entry = { account: string; reason: string; amount: string; signature: string };

/** What the chain says the wallet holds, and from which slot on it said so. */
async function onChain(world: World, address: Address): Promise<{ slot: number; holdings: Holdings }> {
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

/** The slot up to which the wallet's ledger is whole. */
export async function bookedSlot(world: World, address: Address): Promise<number> {
  const [wallet] = await world.rows.select<{ booked: string }>(
    'SELECT booked_slot AS booked FROM wallets WHERE address = $1',
    [address],
  );
  return Number(wallet?.booked);
}

/** Watches until the wallet's ledger is whole up to what the chain shows, then answers both. */
export async function compareLedger(
  world: World,
  address: Address,
  watch: () => Promise<void>,
): Promise<{ chain: Holdings; ledger: Holdings; entries: Entry[] }> {
  // A ledger that is not open yet opens at whatever slot it is looked at.
  await watch();
  const { slot, holdings } = await onChain(world, address);
  while ((await bookedSlot(world, address)) < slot) await watch();
  const entries = await world.rows.select<Entry>(
    `SELECT account, reason, amount, signature FROM ledger_entries l JOIN wallets w ON w.id = l.wallet_id
     WHERE w.address = $1 AND slot <= $2 ORDER BY l.id`,
    [address, slot],
  );
  const of = (account: string) =>
    entries.filter((entry) => entry.account === account).reduce((total, { amount }) => total + BigInt(amount), 0n);
  return { chain: holdings, ledger: { SOL: of('SOL'), RENT: of('RENT'), TOKEN: of('TOKEN') }, entries };
}

/** Waits until everything sent so far is finalized. */
export async function finality(world: World, signature: string): Promise<void> {
  for (;;) {
    const { value } = await world.connection.getSignatureStatuses([signature]);
    if (value[0]?.confirmationStatus === 'finalized') return;
    const { slot } = await world.chain.best().heights('processed');
    expect(slot).toBeLessThan(100_000n);
  }
}
