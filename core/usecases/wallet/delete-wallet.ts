import { appError } from '#core/domain/errors.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Database } from '#core/store/db.ts';
import { lockExclusive } from '#core/store/locks.ts';
import type { Actor } from '#core/store/tenant.ts';
import { deleteWalletRow, findWallet, walletDependants } from '#core/store/wallets.ts';
import { askChain } from '../ask-chain.ts';
import { found } from '../found.ts';
import { record } from '../organization/record.ts';
import { requireTrader } from '../require-trader.ts';

export interface DeleteWalletDeps {
  readonly db: Database;
  readonly chain: Pick<Chain, 'read'>;
}

/**
 * Takes a wallet out of lists and use (W-05). What it did stays told; the key of a custodial one stays sealed, for its address may
 * be paid to still.
 * @throws AppError FORBIDDEN, NOT_FOUND, WALLET_IN_USE while money, a run or a transaction depends on it, CHAIN_UNAVAILABLE
 */
export async function deleteWallet(deps: DeleteWalletDeps, actor: Actor, id: string): Promise<void> {
  requireTrader(actor);
  const wallet = found(await findWallet(deps.db.as(actor), actor, id), 'wallet');
  // The money of a watch-only wallet does not depend on us.
  if (wallet.kind === 'CUSTODIAL') await refuseMoney(deps.chain, wallet);
  await deps.db.transaction(actor, async (tx) => {
    await lockExclusive(tx, { walletId: wallet.id });
    found(await findWallet(tx, actor, wallet.id), 'wallet');
    const rule = await walletDependants(tx, actor, wallet.id);
    if (rule !== null) throw appError('WALLET_IN_USE', { rule });
    await deleteWalletRow(tx, actor, wallet);
    const object = { objectKind: 'wallet', objectId: wallet.id };
    await record(tx, actor, { action: 'wallet.deleted', ...object, detail: { address: wallet.address } });
  });
}

/** @throws AppError WALLET_IN_USE, CHAIN_UNAVAILABLE */
async function refuseMoney(chain: Pick<Chain, 'read'>, { address }: Wallet): Promise<void> {
  const [{ accounts }, tokens] = await askChain(() =>
    chain.read((endpoint) =>
      Promise.all([
        endpoint.accounts([address], { commitment: 'confirmed' }),
        endpoint.tokenAccountsOf(address, { commitment: 'confirmed' }),
      ]),
    ),
  );
  const holdsMoney = (accounts[0]?.lamports ?? 0n) > 0n || tokens.some(({ amount }) => amount > 0n);
  if (holdsMoney) throw appError('WALLET_IN_USE', { rule: 'it holds money' });
}
