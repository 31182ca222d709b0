import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** G-02: no intent may allow more slippage than the platform. */
export const slippageGuard: Guard = ({ intent, limits }) =>
  intent.slippageBps <= limits.maxSlippageBps
    ? null
    : denial('SLIPPAGE_TOO_HIGH', { bps: `${intent.slippageBps}`, limit: `${limits.maxSlippageBps}` });
