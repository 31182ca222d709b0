import { min } from '../../money.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** A tip is given away for good: never more than its campaign allows, and never more than the platform does. */
export const tipGuard: Guard = ({ order, campaign, limits }) => {
  const limit = campaign === null ? limits.maxTipLamports : min(campaign.maxTip, limits.maxTipLamports);
  return order.tip <= limit ? null : denial('TIP_TOO_HIGH', { lamports: `${order.tip}`, limit: `${limit}` });
};
