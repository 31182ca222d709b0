/**
 * A token account can become a wallet's by a transaction that names neither the wallet nor anything of it. When such an account
 * is first seen, the wallet's mark may have gone past that transaction: a list was late, or the account was open for moments.
 */
import type { Address, Signature } from '#core/domain/ids.ts';
import type { HolderBalance } from '#core/domain/ledger/entries.ts';
import type { Booking } from '#core/ports/tracking-store.ts';
import { ownAttempts } from '#core/store/ledger.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { finalizedTransaction, toBooking } from './booking.ts';
import type { Reading } from './signatures.ts';

const PAGE = 100;

/** What was not booked of the token account up to the mark, back to where it became the wallet's: entries of it alone. */
export async function missedBookings(
  deps: Pick<DatabaseDeps, 'db'>,
  reading: Reading,
  holder: Address,
): Promise<Booking[]> {
  const { wallet } = reading;
  const isHeld = (balances: readonly HolderBalance[]): boolean =>
    balances.some(({ account, owner }) => account === holder && owner === wallet.address);
  const missed: Booking[] = [];
  for await (const { signature, booksItself } of newestFirst(deps, reading, holder)) {
    const transaction = await finalizedTransaction(reading, signature);
    if (!isHeld(transaction.postTokens)) break;
    const booking = toBooking(wallet, transaction);
    if (!booksItself) missed.push({ ...booking, entries: booking.entries.filter((entry) => entry.holder === holder) });
    if (!isHeld(transaction.preTokens)) break;
  }
  return missed;
}

/** The token account's signatures up to the mark. */
async function* newestFirst(
  deps: Pick<DatabaseDeps, 'db'>,
  { endpoint, wallet, slot: minContextSlot, signal }: Reading,
  holder: Address,
): AsyncGenerator<{ signature: Signature; booksItself: boolean }> {
  let before: { before?: Signature } = {};
  for (;;) {
    const page = await endpoint.signaturesFor(holder, { limit: PAGE, ...before, minContextSlot }, signal);
    const past = page.filter(({ slot }) => slot <= wallet.bookedSlot).map(({ signature }) => signature);
    const own = await ownAttempts(deps.db, wallet.id, past);
    for (const signature of past) yield { signature, booksItself: own.get(signature)?.booksItself === true };
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return;
    before = { before: last.signature };
  }
}
