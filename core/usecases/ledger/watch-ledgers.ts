/** The ledger watcher goes round all wallets of this chain, a few at a time: the ones it has not looked at for longest first. */
import type { WalletId } from '#core/domain/ids.ts';
import { type BookedWallet, walletsToBook } from '#core/store/ledger.ts';
import { concurrently } from '../execution/concurrently.ts';
import type { DatabaseDeps } from '../execution/deps.ts';
import { finalizedAt } from './agreed.ts';
import { bookWallet, type KnownHolders } from './book-wallet.ts';
import { openLedger } from './open-ledger.ts';
import { Rota } from './rota.ts';
import type { Finalized } from './signatures.ts';

const PARALLEL_WALLETS = 4;

export interface WatchOptions {
  /** Wallets looked at in one round. */
  readonly perRound: number;
  /** A wallet is left alone for this long after it was looked at. */
  readonly restMs: number;
  /** Signatures of one wallet booked in one round, so that a busy one holds up no other. */
  readonly perWallet: number;
}

export type WatcherDeps = Pick<DatabaseDeps, 'db' | 'schedule' | 'chain' | 'clock' | 'log'>;

export interface LedgerWatcher {
  /** One wallet that cannot be booked is told of in the log, and holds up no other. @throws when the chain cannot be asked. */
  round(signal: AbortSignal): Promise<void>;
}

/** With these a thousand wallets cost as little as a dozen, and a dozen are booked every few seconds. */
const GENTLE: WatchOptions = { perRound: 12, restMs: 2_500, perWallet: 500 };

export function createLedgerWatcher(deps: WatcherDeps, options: WatchOptions = GENTLE): LedgerWatcher {
  const rota = new Rota(deps.clock, options.restMs);
  const known: KnownHolders = new Map();
  const failing = new Set<WalletId>();

  const bring = async (wallet: BookedWallet, finalized: Finalized, signal: AbortSignal): Promise<void> => {
    if (wallet.bookedSlot < 0n) await openLedger(deps, wallet, finalized, signal);
    else await bookWallet(deps, { ...finalized, wallet, signal, limit: options.perWallet }, known);
    failing.delete(wallet.id);
  };

  return {
    async round(signal) {
      const wallets = rota.next(await walletsToBook(deps.schedule, deps.chain.genesisHash), options.perRound);
      if (wallets.length === 0) return;
      const finalized = await finalizedAt(deps.chain, signal);
      await concurrently(wallets, PARALLEL_WALLETS, (wallet) =>
        bring(wallet, finalized, signal).catch((err: unknown) => {
          signal.throwIfAborted();
          if (failing.has(wallet.id)) return;
          failing.add(wallet.id);
          deps.log.warn({ walletId: wallet.id, err }, 'a ledger cannot be brought further; it is tried again');
        }),
      );
    },
  };
}
