import type { Page, PageRequest } from '#core/domain/page.ts';
import type { WithdrawalAddress } from '#core/domain/withdrawal/withdrawal.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { withdrawalAddressPage } from '#core/store/withdrawal-addresses.ts';

/** Addresses that money may be withdrawn to, newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const listWithdrawalAddresses = (
  { db }: { readonly db: Database },
  actor: Actor,
  page: PageRequest,
): Promise<Page<WithdrawalAddress>> => withdrawalAddressPage(db.as(actor), actor, page);
