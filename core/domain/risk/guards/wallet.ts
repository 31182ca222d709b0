import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** W-05: every wallet that signs is switched on and its key is held here. */
export const walletGuard: Guard = ({ wallets }) => {
  if (wallets.some((wallet) => !wallet.custodial)) return denial('NO_KEY');
  return wallets.every((wallet) => wallet.active) ? null : denial('WALLET_INACTIVE');
};
