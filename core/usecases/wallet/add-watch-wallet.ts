import { parseAddress, type WalletId } from '#core/domain/ids.ts';
import type { Wallet } from '#core/domain/wallet.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWallet, insertWatchWallet } from '#core/store/wallets.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { record } from '../organization/record.ts';
import { parseName } from '../text-input.ts';

export interface AddWatchWalletDeps {
  readonly db: Database;
  readonly chain: Pick<Chain, 'genesisHash'>;
}

export interface AddWatchWalletInput {
  readonly address: string;
  readonly label: string;
  readonly idempotencyKey: string;
}

/**
 * Shows an address whose key is elsewhere; it never trades (W-04).
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_ADDRESS, WALLET_EXISTS, CONFLICT
 */
export async function addWatchWallet(
  { db, chain }: AddWatchWalletDeps,
  actor: Actor,
  input: AddWatchWalletInput,
): Promise<Wallet> {
  const label = parseName(input.label, 'label');
  const address = parseAddress(input.address, 'address');
  const { genesisHash } = chain;
  const id = await once(db, actor, {
    key: input.idempotencyKey,
    operation: 'wallet.watch',
    body: { label, address },
    prepare: async () => undefined,
    write: async (tx, walletId: WalletId) => {
      await insertWatchWallet(tx, actor, { id: walletId, userId: actor.userId, label, address, genesisHash });
      const object = { objectKind: 'wallet', objectId: walletId };
      await record(tx, actor, { action: 'wallet.watched', ...object, detail: { address } });
    },
  });
  return found(await findWallet(db.as(actor), actor, id), 'wallet');
}
