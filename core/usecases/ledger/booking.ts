/** Transactions that nobody here sent, as a wallet books them. */
import { externalEntries } from '#core/domain/ledger/entries.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import type { Booking } from '#core/ports/tracking-store.ts';
import type { BookedWallet } from '#core/store/ledger.ts';
import { landedTransactions } from '../execution/landed-transactions.ts';
import type { Reading, Seen } from './signatures.ts';

/**
 * The transactions behind finalized signatures, in their order, as enough endpoints tell them alike.
 * @throws Error when they do not
 */
export async function finalizedTransactions(
  { endpoints, quorum, signal }: Reading,
  seen: readonly Seen[],
): Promise<LandedTransaction[]> {
  const landings = seen.map(({ signature, slot }) => ({
    ...{ signature, endpoints },
    isSeen: (transaction: LandedTransaction) => transaction.slot === slot,
  }));
  const agreements = await landedTransactions(landings, 'finalized', quorum, signal);
  return seen.map(({ signature }) => {
    const agreement = agreements.get(signature);
    if (agreement?.kind === 'agreed') return agreement.transaction;
    const problem = agreement === undefined ? 'do not show' : 'tell different things of';
    throw new Error(`endpoints list ${signature}, but ${problem} it`);
  });
}

export const toBooking = (wallet: BookedWallet, transaction: LandedTransaction): Booking => ({
  organizationId: wallet.organizationId,
  walletId: wallet.id,
  signature: transaction.signature,
  slot: transaction.slot,
  attemptId: null,
  entries: externalEntries(transaction, wallet.address),
});
