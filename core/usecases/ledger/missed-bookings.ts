/**
 * A token account can become a wallet's by a transaction that names neither the wallet nor anything of it. When such an account
 * is first seen, the wallet's mark may have gone past that transaction: a list was late, or the account was open for moments.
 */
import type { Address } from '#core/domain/ids.ts';
import type { HolderBalance } from '#core/domain/ledger/entries.ts';
import type { Booking } from '#core/ports/tracking-store.ts';
import { ownAttempts } from '#core/store/ledger.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { finalizedTransactions, toBooking } from './booking.ts';
import { type Reading, type Seen, signaturesUpToMark } from './signatures.ts';

/** Transactions asked for together: mostly the first shows how the account became the wallet's. */
const PAGE = 10;

/** What was not booked of the token account up to the mark, back to where it became the wallet's: entries of it alone. */
export async function missedBookings(
  deps: Pick<DatabaseDeps, 'db'>,
  reading: Reading,
  holder: Address,
): Promise<Booking[]> {
  const past = await signaturesUpToMark(reading, holder);
  const missed: Booking[] = [];
  for (let from = 0; from < past.length; from += PAGE) {
    const { bookings, whole } = await missedOf(deps, reading, holder, past.slice(from, from + PAGE));
    missed.push(...bookings);
    if (whole) break;
  }
  return missed;
}

/** `whole` once a transaction is reached before which the token account was not the wallet's. */
async function missedOf(
  deps: Pick<DatabaseDeps, 'db'>,
  reading: Reading,
  holder: Address,
  page: readonly Seen[],
): Promise<{ bookings: Booking[]; whole: boolean }> {
  const { wallet } = reading;
  const signatures = page.map(({ signature }) => signature);
  const own = await ownAttempts(deps.db.as(wallet), wallet.id, signatures);
  const isHeld = (balances: readonly HolderBalance[]): boolean =>
    balances.some(({ account, owner }) => account === holder && owner === wallet.address);
  const bookings: Booking[] = [];
  for (const transaction of await finalizedTransactions(reading, page)) {
    if (!isHeld(transaction.postTokens)) return { bookings, whole: true };
    const booking = toBooking(wallet, transaction);
    if (own.get(transaction.signature)?.booksItself !== true) {
      bookings.push({ ...booking, entries: booking.entries.filter((entry) => entry.holder === holder) });
    }
    if (!isHeld(transaction.preTokens)) return { bookings, whole: true };
  }
  return { bookings, whole: false };
}
