import { leastOutput } from '../../price.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** The limit price holds twice: the pool offers it now, and the transaction fails should it no longer when it lands. */
export const limitPriceGuard: Guard = ({ intent, quote, order }) => {
  if (intent.limit === null || quote === null) return null;
  const least = leastOutput(intent.limit, intent.amountIn);
  if (quote.out >= least && order.minOut >= least) return null;
  return denial('LIMIT_PRICE', { least: `${least}`, quoted: `${quote.out}`, minOut: `${order.minOut}` });
};
