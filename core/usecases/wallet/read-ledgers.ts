import type { WalletId } from '#core/domain/ids.ts';
import type { Wallet, WalletLedger } from '#core/domain/wallet.ts';
import type { Database } from '#core/store/db.ts';
import { ledgersOf } from '#core/store/ledger-balances.ts';
import type { Actor } from '#core/store/tenant.ts';

/** What the ledger says each wallet holds, entry by entry from finalized transactions; to be held against the chain. */
export const readLedgers = (
  deps: { readonly db: Database },
  actor: Actor,
  wallets: readonly Wallet[],
): Promise<ReadonlyMap<WalletId, WalletLedger>> =>
  ledgersOf(
    deps.db.as(actor),
    actor,
    wallets.map((wallet) => wallet.id),
  );
