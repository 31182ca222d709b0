import { appError } from '#core/domain/errors.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWallet, setWalletProven } from '#core/store/wallets.ts';
import { found } from '../found.ts';
import { record } from '../organization/record.ts';
import { requireTrader } from '../require-trader.ts';
import { type SignedProof, takeProof } from './take-proof.ts';

/**
 * Shows by a signed message that the organisation holds a wallet's key (W-04).
 * @throws AppError FORBIDDEN, NOT_FOUND, TOKEN_INVALID, PROOF_INVALID when it proves something else
 */
export async function proveWallet(
  { db }: { readonly db: Database },
  actor: Actor,
  proof: SignedProof & { readonly walletId: string },
): Promise<Wallet> {
  requireTrader(actor);
  const wallet = found(await findWallet(db.as(actor), actor, proof.walletId), 'wallet');
  const subject = await takeProof(db, 'wallet-ownership', proof);
  if (subject.organizationId !== actor.organizationId || subject.walletId !== wallet.id)
    throw appError('PROOF_INVALID', { field: 'signature' });
  return db.transaction(actor, async (tx) => {
    await setWalletProven(tx, actor, wallet.id);
    const object = { objectKind: 'wallet', objectId: wallet.id };
    await record(tx, actor, { action: 'wallet.proven', ...object, detail: { address: wallet.address } });
    return found(await findWallet(tx, actor, wallet.id), 'wallet');
  });
}
