/** One transaction that nobody here sent, as a wallet books it. */
import type { Signature } from '#core/domain/ids.ts';
import { externalEntries } from '#core/domain/ledger/entries.ts';
import type { LandedTransaction } from '#core/ports/chain.ts';
import type { Booking } from '#core/ports/tracking-store.ts';
import type { BookedWallet } from '#core/store/ledger.ts';
import type { Reading } from './signatures.ts';

/** @throws Error when the endpoint does not show what it lists. */
export async function finalizedTransaction(
  { endpoint, signal }: Reading,
  signature: Signature,
): Promise<LandedTransaction> {
  const [transaction] = await endpoint.transactions([signature], 'finalized', signal);
  if (transaction === undefined || transaction === null)
    throw new Error(`${endpoint.name} lists ${signature} but does not show it`);
  return transaction;
}

export const toBooking = (wallet: BookedWallet, transaction: LandedTransaction): Booking => ({
  organizationId: wallet.organizationId,
  walletId: wallet.id,
  signature: transaction.signature,
  slot: transaction.slot,
  attemptId: null,
  entries: externalEntries(transaction, wallet.address),
});
