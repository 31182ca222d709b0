import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** Fees are the one number a worker chooses freely, so they are the one it could drain a wallet with. */
export const priorityFeeGuard: Guard = ({ order, limits }) =>
  order.priorityFee <= limits.maxPriorityFeeLamports
    ? null
    : denial('PRIORITY_FEE_TOO_HIGH', { lamports: `${order.priorityFee}`, limit: `${limits.maxPriorityFeeLamports}` });
