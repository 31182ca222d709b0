import { isUsable, usableAt } from '../../withdrawal/destination.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** W-07: money leaves only for an address that the organisation has listed, and has had listed for long enough. */
export const destinationGuard: Guard = ({ transfer, now, chain }) => {
  if (transfer === null) return null;
  if (transfer.destination === null) return denial('DESTINATION_NOT_ALLOWED');
  if (isUsable(transfer.destination, chain.cluster, now)) return null;
  return denial('DESTINATION_TOO_NEW', { usableAt: usableAt(transfer.destination, chain.cluster).toISOString() });
};
