import type { Wallet } from '#core/domain/wallet.ts';
import type { Database } from '#core/store/db.ts';
import { lockExclusive } from '#core/store/locks.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWallet, setWallet } from '#core/store/wallets.ts';
import { found } from '../found.ts';
import { record } from '../organization/record.ts';
import { requireTrader } from '../require-trader.ts';
import { parseName } from '../text-input.ts';

export interface UpdateWalletInput {
  readonly id: string;
  /** Left out, it stays. */
  readonly label?: string | undefined;
  readonly active?: boolean | undefined;
}

/**
 * Names a wallet, or switches it off and on (W-05). When it is answered, nothing more is signed with one that is off.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
 */
export async function updateWallet(
  { db }: { readonly db: Database },
  actor: Actor,
  input: UpdateWalletInput,
): Promise<Wallet> {
  requireTrader(actor);
  const before = found(await findWallet(db.as(actor), actor, input.id), 'wallet');
  const label = input.label === undefined ? undefined : parseName(input.label, 'label');
  return db.transaction(actor, async (tx) => {
    await lockExclusive(tx, { walletId: before.id });
    const wallet = found(await findWallet(tx, actor, before.id), 'wallet');
    const after = { label: label ?? wallet.label, active: input.active ?? wallet.active };
    await setWallet(tx, actor, { id: wallet.id, ...after });
    await record(tx, actor, { action: 'wallet.changed', objectKind: 'wallet', objectId: wallet.id, detail: after });
    return { ...wallet, ...after };
  });
}
