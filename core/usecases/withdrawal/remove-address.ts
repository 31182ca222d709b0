import type { WithdrawalAddressId } from '#core/domain/ids.ts';
import type { WithdrawalAddress } from '#core/domain/withdrawal/withdrawal.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import { lockExclusive } from '#core/store/locks.ts';
import { findWithdrawalAddress, removeWithdrawalAddress as remove } from '#core/store/withdrawal-addresses.ts';
import type { Caller } from '../account/caller.ts';
import { found } from '../found.ts';
import { requireOwner } from '../require-owner.ts';

/**
 * Takes an address off the list for good. Once this is answered, nothing more is signed that goes there; what is in flight may
 * land. One that is off it already is answered as it is.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function removeWithdrawalAddress(
  { db }: { readonly db: Database },
  caller: Caller,
  addressId: string,
): Promise<WithdrawalAddress> {
  requireOwner(caller);
  return db.transaction(caller, async (tx) => {
    const before = found(await findWithdrawalAddress(tx, caller, addressId), 'withdrawal address');
    // Waits for signatures in the making: each has read the list by now.
    await lockExclusive(tx, { organizationId: caller.organizationId });
    if (!(await remove(tx, caller, before.id))) return before;
    await audit(tx, caller, before);
    return found(await findWithdrawalAddress(tx, caller, before.id), 'withdrawal address');
  });
}

const audit = (
  tx: Parameters<typeof appendAudit>[0],
  { organizationId, userId: actorId }: Caller,
  { id, address, label }: { id: WithdrawalAddressId; address: string; label: string },
): Promise<void> =>
  appendAudit(tx, {
    ...{ organizationId, actorId, action: 'withdrawal-address.removed', objectKind: 'withdrawal-address' },
    ...{ objectId: id, detail: { address, label } },
  });
