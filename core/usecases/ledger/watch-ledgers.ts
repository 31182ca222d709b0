/** One round of the ledger watcher over every wallet of this chain. */
import { walletsToBook } from '#core/store/ledger.ts';
import { concurrently } from '../execution/concurrently.ts';
import type { MachineDeps } from '../execution/deps.ts';
import { bookWallet } from './book-wallet.ts';
import { openLedger } from './open-ledger.ts';

const PARALLEL_WALLETS = 4;

/** One wallet that cannot be booked does not hold up the others. @throws the first failure, once all were tried. */
export async function watchLedgers(deps: MachineDeps, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  const endpoint = deps.chain.best();
  const finalized = { endpoint, slot: (await endpoint.heights('finalized', signal)).slot };
  const wallets = await walletsToBook(deps.db, deps.chain.genesisHash);
  await concurrently(wallets, PARALLEL_WALLETS, async (wallet) => {
    if (signal.aborted) return;
    const booking =
      wallet.bookedSlot < 0n ? openLedger(deps, wallet, endpoint, signal) : bookWallet(deps, wallet, finalized, signal);
    await booking.catch((error: unknown) => failures.push(error));
  });
  if (failures.length > 0) throw failures[0];
}
