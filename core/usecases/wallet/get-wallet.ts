import type { Wallet } from '#core/domain/wallet.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWallet, walletsByIds } from '#core/store/wallets.ts';
import { found } from '../found.ts';

/** @throws AppError NOT_FOUND */
export async function getWallet(deps: { readonly db: Database }, actor: Actor, id: string): Promise<Wallet> {
  return found(await findWallet(deps.db.as(actor), actor, id), 'wallet');
}

/** Those of the wallets that the organisation has, in no order: for a loader. */
export const getWallets = (deps: { readonly db: Database }, actor: Actor, ids: readonly string[]): Promise<Wallet[]> =>
  walletsByIds(deps.db.as(actor), actor, ids);
