/** An imported wallet has a past: its ledger begins with what it held at one finalized slot. */
import type { Signature } from '#core/domain/ids.ts';
import { type EntryFigures, openingEntries } from '#core/domain/ledger/entries.ts';
import { max, min } from '#core/domain/money.ts';
import type { ChainEndpoint } from '#core/ports/chain.ts';
import { advanceBooked, type BookedWallet, insertEntries } from '#core/store/ledger.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { agreed, agreedOn, type Panel } from './agreed.ts';
import { holdingsOf } from './holdings.ts';

/** What stands for a signature where an account was there from the chain's first block. */
const FROM_GENESIS = 'genesis' as Signature;
const RECENT = 1_000;

/** What endpoints tell alike of a wallet, each at a slot of its own. */
interface Opening {
  readonly slot: bigint;
  /** Null when the wallet's token accounts changed meanwhile. */
  readonly entries: readonly EntryFigures[] | null;
}

/**
 * Books the opening balance. False when the wallet changed meanwhile: try again.
 * @throws when too few endpoints tell, or they tell different things
 */
export async function openLedger(
  deps: Pick<DatabaseDeps, 'db'>,
  wallet: BookedWallet,
  panel: Panel,
  signal: AbortSignal,
): Promise<boolean> {
  const what = `what ${wallet.address} holds`;
  const openings = await agreed(panel, what, (endpoint) => openingAt(endpoint, wallet, signal), openingKey);
  const slots = openings.map(({ slot }) => slot);
  const [from, to] = [slots.reduce(min), slots.reduce(max)];
  const entries = openings[0]?.entries ?? null;
  if (entries === null) return false;
  const last = await lastSignature(panel, wallet, to, signal);
  // Endpoints that looked at different slots saw the same only if nothing happened between.
  if (last !== null && last.slot > from) return false;
  const signature = last?.signature ?? null;
  await deps.db.transaction(wallet, async (tx) => {
    if (!(await advanceBooked(tx, wallet, { slot: from, signature }))) return;
    const { organizationId, id: walletId } = wallet;
    await insertEntries(tx, [
      { organizationId, walletId, signature: signature ?? FROM_GENESIS, slot: from, attemptId: null, entries },
    ]);
  });
  return true;
}

async function openingAt(endpoint: ChainEndpoint, { address }: BookedWallet, signal: AbortSignal): Promise<Opening> {
  const holdings = await holdingsOf(endpoint, address, signal);
  if (holdings === null) return { slot: 0n, entries: null };
  return { slot: holdings.slot, entries: openingEntries(address, holdings) };
}

const openingKey = ({ entries }: Opening): string =>
  entries === null
    ? 'changed'
    : entries
        .map(({ account, holder, asset, amount }) => `${account} ${holder} ${asset} ${amount}`)
        .sort()
        .join();

interface Last {
  readonly signature: Signature;
  readonly slot: bigint;
}

/** The wallet's newest signature at or before the slot. */
async function lastSignature(
  panel: Panel,
  { address }: BookedWallet,
  slot: bigint,
  signal: AbortSignal,
): Promise<Last | null> {
  const find = async (endpoint: ChainEndpoint): Promise<Last | null> => {
    const recent = await endpoint.signaturesFor(address, { limit: RECENT, minContextSlot: slot }, signal);
    return recent.find((seen) => seen.slot <= slot) ?? null;
  };
  return agreedOn(panel, `the last signature of ${address}`, find, (last) => `${last?.signature} ${last?.slot}`);
}
