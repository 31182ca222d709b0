/** An address that nobody confirmed may be somebody else's: it gets no wallets and no trades, but to play with. */
import { clusterOf, isLocalCluster } from '#core/domain/clusters.ts';
import { appError } from '#core/domain/errors.ts';
import type { Chain } from '#core/ports/chain.ts';
import { findAccount } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';

/** @throws AppError EMAIL_NOT_VERIFIED on any chain but the local one */
export async function requireVerified(
  { db, chain }: { readonly db: Database; readonly chain: Pick<Chain, 'genesisHash'> },
  actor: Actor,
): Promise<void> {
  if (isLocalCluster(clusterOf(chain.genesisHash))) return;
  const account = await findAccount(db.as(actor), actor);
  if (account?.emailVerified !== true) throw appError('EMAIL_NOT_VERIFIED', {});
}
