/** Withdrawals and their addresses on their way to the wire. */
import { clusterOf } from '#core/domain/clusters.ts';
import { isInFlight } from '#core/domain/execution/states.ts';
import { explorerUrl } from '#core/domain/explorer.ts';
import type { GenesisHash } from '#core/domain/ids.ts';
import { usableAt } from '#core/domain/withdrawal/destination.ts';
import type { WithdrawalAddress as StoredAddress } from '#core/domain/withdrawal/withdrawal.ts';
import type { WithdrawalView } from '#core/usecases/withdrawal/get-withdrawal.ts';
import type { Withdrawal, WithdrawalAddress } from './withdrawal.types.ts';

export const toWithdrawalAddress =
  (genesisHash: GenesisHash) =>
  (address: StoredAddress): WithdrawalAddress => ({
    ...address,
    usableAt: usableAt({ addedAt: address.createdAt }, clusterOf(genesisHash)),
  });

export const toWithdrawal =
  (genesisHash: GenesisHash) =>
  ({ state, status, reviewReason, terminalAt, attempts, ...rest }: WithdrawalView): Withdrawal => {
    const last = attempts.at(-1);
    return {
      ...rest,
      state: status,
      intentState: state,
      needsReview: reviewReason !== null,
      provisional: last !== undefined && isInFlight(last.state) && last.confirmedAt !== null,
      signature: last?.signature ?? null,
      landedSlot: last?.landedSlot ?? null,
      explorerUrl: last === undefined ? null : explorerUrl(genesisHash, last.signature),
      endedAt: terminalAt,
    };
  };
