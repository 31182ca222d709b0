import { isOnCurve } from '#core/domain/curve.ts';
import { appError } from '#core/domain/errors.ts';
import { type Address, parseAddress, type WithdrawalAddressId } from '#core/domain/ids.ts';
import type { WithdrawalAddress } from '#core/domain/withdrawal/withdrawal.ts';
import type { Chain } from '#core/ports/chain.ts';
import type { Transfers } from '#core/ports/transfers.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database } from '#core/store/db.ts';
import { findWithdrawalAddress, insertWithdrawalAddress } from '#core/store/withdrawal-addresses.ts';
import type { Caller } from '../account/caller.ts';
import { requireStepUp } from '../account/require-step-up.ts';
import { askChain } from '../ask-chain.ts';
import { found } from '../found.ts';
import { onceAs } from '../once.ts';
import { requireAllowedIp } from '../organization/require-allowed-ip.ts';
import { requireOwner } from '../require-owner.ts';
import { parseName } from '../text-input.ts';

export interface AddAddressDeps {
  readonly db: Database;
  readonly chain: Pick<Chain, 'read'>;
  readonly transfers: Transfers;
}

export interface AddAddressInput {
  readonly address: string;
  readonly label: string;
  readonly idempotencyKey: string;
}

/**
 * Puts an address on the list of those that money may be withdrawn to (W-07). It can be used after a day.
 * @param ip where the request came from
 * @throws AppError FORBIDDEN, STEP_UP_REQUIRED, IP_NOT_ALLOWED, INVALID_ADDRESS, ADDRESS_OFF_CURVE, BAD_USER_INPUT, CONFLICT,
 * CHAIN_UNAVAILABLE
 */
export async function addWithdrawalAddress(
  deps: AddAddressDeps,
  caller: Caller,
  input: AddAddressInput,
  ip: string | null,
): Promise<WithdrawalAddress> {
  requireOwner(caller);
  const address = parseWalletAddress(input.address);
  const label = parseName(input.label, 'label');
  const id = await onceAs(deps.db, caller, {
    key: input.idempotencyKey,
    operation: 'withdrawalAddress.add',
    body: { address, label },
    async prepare() {
      await requireStepUp(deps.db.as(caller), caller);
      await requireAllowedIp(deps.db.as(caller), caller, ip);
      await requireWallet(deps, address);
    },
    async write(tx, addressId: WithdrawalAddressId) {
      await insertWithdrawalAddress(tx, caller, { id: addressId, address, label, createdById: caller.userId });
      await appendAudit(tx, {
        ...{ organizationId: caller.organizationId, actorId: caller.userId, action: 'withdrawal-address.added' },
        ...{ objectKind: 'withdrawal-address', objectId: addressId, detail: { address, label } },
      });
    },
  });
  return found(await findWithdrawalAddress(deps.db.as(caller), caller, id), 'withdrawal address');
}

function parseWalletAddress(text: string): Address {
  const address = parseAddress(text, 'address');
  if (!isOnCurve(address)) throw appError('ADDRESS_OFF_CURVE', { field: 'address', value: address });
  return address;
}

/** What is sent to a token account, a mint or a program is lost to people. */
async function requireWallet({ chain, transfers }: AddAddressDeps, address: Address): Promise<void> {
  const { accounts } = await askChain(() =>
    chain.read((endpoint) => endpoint.accounts([address], { commitment: 'confirmed' })),
  );
  if (transfers.isWallet(accounts[0] ?? null)) return;
  const rule = 'must be the address of a wallet: this one is a token account, a mint or a program';
  throw appError('BAD_USER_INPUT', { field: 'address', rule });
}
