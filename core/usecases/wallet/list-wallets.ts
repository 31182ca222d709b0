import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { walletPage } from '#core/store/wallets.ts';

/** The organisation's wallets, newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const listWallets = (deps: { readonly db: Database }, actor: Actor, input: PageRequest): Promise<Page<Wallet>> =>
  walletPage(deps.db.as(actor), actor, input);
