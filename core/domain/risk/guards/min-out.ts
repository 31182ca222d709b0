import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** The least output is at least the signer's own quote less the intent's slippage, whatever the worker quoted. */
export const minOutGuard: Guard = ({ order, quote }) =>
  quote === null || order.minOut >= quote.leastOut
    ? null
    : denial('MIN_OUT_TOO_LOW', { minOut: `${order.minOut}`, least: `${quote.leastOut}` });
