/** The ledger watcher goes round all wallets of this chain, a few at a time: the ones it has not looked at for longest first. */
import type { WalletId } from '#core/domain/ids.ts';
import { type BookedWallet, walletsToBook } from '#core/store/ledger.ts';
import { concurrently } from '../execution/concurrently.ts';
import type { MachineDeps } from '../execution/deps.ts';
import { bookWallet, type KnownHolders } from './book-wallet.ts';
import { openLedger } from './open-ledger.ts';

const PARALLEL_WALLETS = 4;

export interface WatchOptions {
  /** Wallets looked at in one round. */
  readonly perRound: number;
  /** A wallet is left alone for this long after it was looked at. */
  readonly restMs: number;
}

export interface LedgerWatcher {
  /** One wallet that cannot be booked does not hold up the others. @throws the first failure, once all were tried. */
  round(signal: AbortSignal): Promise<void>;
}

/** With these a thousand wallets cost as little as a dozen, and a dozen are booked every few seconds. */
const GENTLE: WatchOptions = { perRound: 12, restMs: 2_500 };

export function createLedgerWatcher(deps: MachineDeps, options: WatchOptions = GENTLE): LedgerWatcher {
  const lookedAt = new Map<WalletId, number>();
  const known: KnownHolders = new Map();

  const next = async (): Promise<BookedWallet[]> => {
    const latest = Date.now() - options.restMs;
    const wallets = await walletsToBook(deps.db, deps.chain.genesisHash);
    const age = ({ id }: BookedWallet): number => lookedAt.get(id) ?? 0;
    return wallets
      .filter((wallet) => age(wallet) <= latest)
      .sort((a, b) => age(a) - age(b))
      .slice(0, options.perRound);
  };

  return {
    async round(signal) {
      const wallets = await next();
      if (wallets.length === 0) return;
      const failures: unknown[] = [];
      const endpoint = deps.chain.best();
      const finalized = { endpoint, slot: (await endpoint.heights('finalized', signal)).slot };
      await concurrently(wallets, PARALLEL_WALLETS, async (wallet) => {
        lookedAt.set(wallet.id, Date.now());
        const booking =
          wallet.bookedSlot < 0n
            ? openLedger(deps, wallet, endpoint, signal)
            : bookWallet(deps, wallet, finalized, known, signal);
        await booking.catch((error: unknown) => failures.push(error));
      });
      if (failures.length > 0) throw failures[0];
    },
  };
}
