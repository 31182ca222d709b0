/**
 * The ledger watcher books what the execution machine did not: deposits, and whatever else touched a wallet or one of its token
 * accounts. A wallet's mark says up to which finalized slot its ledger is whole.
 */
import type { NewAlert } from '#core/domain/alert/alert.ts';
import type { Address, IntentId, Signature, WalletId } from '#core/domain/ids.ts';
import type { Booking } from '#core/ports/tracking-store.ts';
import { raiseAlert } from '#core/store/alerts.ts';
import {
  advanceBooked,
  type BookedWallet,
  holdersInLedger,
  insertEntries,
  type OwnAttempt,
  ownAttempts,
} from '#core/store/ledger.ts';
import { concurrently } from '../execution/concurrently.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { finalizedTransactions, toBooking } from './booking.ts';
import { missedBookings } from './missed-bookings.ts';
import { oldest, type Page, type Reading, signaturesAfter } from './signatures.ts';

const PARALLEL_CALLS = 4;

export type BookingDeps = Pick<DatabaseDeps, 'db' | 'log'>;

type Holders = ReadonlySet<Address>;
type Attempts = ReadonlyMap<Signature, OwnAttempt>;

/** Token accounts that each wallet's ledger follows, as of its mark. What stands here saves asking the ledger. */
export type KnownHolders = Map<WalletId, { readonly slot: bigint; readonly holders: Holders }>;

/** Books the oldest of what is finalized since the wallet's mark, and moves the mark. */
export async function bookWallet(deps: BookingDeps, reading: Reading, known: KnownHolders): Promise<void> {
  const { wallet } = reading;
  if (reading.slot <= wallet.bookedSlot) return;
  const { page: own, attempts } = await ownPage(deps, reading);
  if (own.upTo <= wallet.bookedSlot) return;
  const listed = await listHolders(reading);
  // Trades open and close token accounts too: after any signature of the wallet, the ledger says which.
  const followed = await followedHolders(deps, reading, own.seen.length === 0 ? known : new Map());
  const { page, bookings, holders } = await readPage(reading, own, attempts, new Set([...listed, ...followed]));
  const fresh = [...holders].filter((holder) => !followed.has(holder));
  const missed = await concurrently(fresh, PARALLEL_CALLS, (holder) => missedBookings(deps, reading, holder));
  const risen = risenAmong(page, attempts);
  if (!(await commit(deps, reading, page, { bookings: [...bookings, ...missed.flat()], risen }))) return;
  for (const one of risen) {
    deps.log.error({ ...one, walletId: wallet.id }, 'a transaction that was proved dead has landed');
  }
  // One that is not listed any more is followed until its end is booked: the ledger knows when that is.
  if (holders.size > listed.size) known.delete(wallet.id);
  else known.set(wallet.id, { slot: page.upTo, holders });
}

/** What names the wallet. An attempt that is not settled yet books itself: the page ends before it. */
async function ownPage(deps: BookingDeps, reading: Reading): Promise<{ page: Page; attempts: Attempts }> {
  const { wallet, slot, limit } = reading;
  const page = oldest([await signaturesAfter(reading, wallet.address)], slot, limit);
  const signatures = page.seen.map(({ signature }) => signature);
  const attempts = await ownAttempts(deps.db.as(wallet), wallet.id, signatures);
  const live = page.seen.find(({ signature }) => attempts.get(signature)?.state === 'LIVE');
  return { page: live === undefined ? page : oldest([page.seen], live.slot - 1n, limit), attempts };
}

/**
 * Those of now, by any endpoint: a token account made for the wallet need not name it, so that only this list shows it. One
 * that was invented has no signatures that the others list too.
 */
async function listHolders({ endpoints, quorum, wallet, slot: minContextSlot, signal }: Reading): Promise<Holders> {
  const options = { commitment: 'finalized', minContextSlot } as const;
  const lists = await Promise.allSettled(
    endpoints.map((endpoint) => endpoint.tokenAccountsOf(wallet.address, options, signal)),
  );
  const told = lists.flatMap((list) => (list.status === 'fulfilled' ? [list.value] : []));
  if (told.length < quorum) throw new Error(`too few endpoints list the token accounts of ${wallet.address}`);
  return new Set(told.flat().map(({ account }) => account));
}

async function followedHolders(deps: BookingDeps, { wallet }: Reading, known: KnownHolders): Promise<Holders> {
  const last = known.get(wallet.id);
  return last?.slot === wallet.bookedSlot
    ? last.holders
    : new Set(await holdersInLedger(deps.db.as(wallet), wallet.id));
}

/** What to book, and of which token accounts: those that its transactions show are read as well. */
async function readPage(
  reading: Reading,
  own: Page,
  attempts: Attempts,
  holders: Holders,
): Promise<{ page: Page; bookings: readonly Booking[]; holders: Holders }> {
  const lists = await concurrently([...holders], PARALLEL_CALLS, (holder) => signaturesAfter(reading, holder));
  const page = oldest([...lists, own.seen], own.upTo, reading.limit);
  const foreign = page.seen.filter(({ signature }) => attempts.get(signature)?.booksItself !== true);
  const transactions = await finalizedTransactions(reading, foreign);
  const bookings = transactions.map((transaction) => toBooking(reading.wallet, transaction));
  const touched = bookings.flatMap(({ entries }) => entries.filter(({ account }) => account !== 'SOL'));
  const all = new Set([...holders, ...touched.map(({ holder }) => holder)]);
  return all.size > holders.size ? readPage(reading, own, attempts, all) : { page, bookings, holders };
}

/** Marks and entries move together, and only from where this round began: two watchers at once book nothing twice. */
async function commit(
  deps: BookingDeps,
  { wallet }: Reading,
  page: Page,
  { bookings, risen }: { bookings: readonly Booking[]; risen: readonly Risen[] },
): Promise<boolean> {
  const signature = page.seen.findLast(({ own }) => own)?.signature ?? null;
  return deps.db.transaction(wallet, async (tx) => {
    const moved = await advanceBooked(tx, wallet, { slot: page.upTo, signature });
    if (!moved) return false;
    await insertEntries(tx, bookings);
    for (const one of risen) await raiseAlert(tx, toAlert(wallet, one));
    return true;
  });
}

/** A signature that was proved dead and landed all the same: its intent may have been signed again. Booked as external. */
interface Risen {
  readonly intentId: IntentId;
  readonly signature: Signature;
  readonly slot: bigint;
}

const risenAmong = ({ seen }: Page, attempts: Attempts): Risen[] =>
  seen.flatMap(({ signature, slot }) => {
    const attempt = attempts.get(signature);
    return attempt?.state === 'DEAD' ? [{ intentId: attempt.intentId, signature, slot }] : [];
  });

const toAlert = (wallet: BookedWallet, { intentId, signature, slot }: Risen): NewAlert => ({
  ...{ kind: 'RISEN', severity: 'CRITICAL', organizationId: wallet.organizationId },
  ...{ objectKind: 'intent', objectId: intentId, detail: { signature, slot: slot.toString(), walletId: wallet.id } },
});
