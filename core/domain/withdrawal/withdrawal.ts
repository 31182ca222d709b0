/** Withdrawals as people see them, and the addresses they go to. */
import type { Asset } from '../execution/demands.ts';
import type { IntentState } from '../execution/states.ts';
import type { Address, IntentId, WalletId, WithdrawalAddressId } from '../ids.ts';

/** An address that an organisation lets money be withdrawn to. */
export type WithdrawalAddress = Readonly<{
  id: WithdrawalAddressId;
  address: Address;
  label: string;
  createdAt: Date;
  /** Set once it was taken off the list. */
  removedAt: Date | null;
}>;

/** An intent that sends SOL or tokens away. */
export type Withdrawal = Readonly<{
  id: IntentId;
  walletId: WalletId;
  asset: Asset;
  amount: bigint;
  destination: Address;
  /** What people called the destination when they listed it last; null when they never did. */
  label: string | null;
  state: IntentState;
  /** Why it was not signed the last time. */
  lastDenial: string | null;
  /** Set while an operator has to look. */
  reviewReason: string | null;
  createdAt: Date;
  notAfter: Date;
  terminalAt: Date | null;
}>;
