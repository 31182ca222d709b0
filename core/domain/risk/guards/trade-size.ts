import { BPS } from '../../money.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** G-02: a trade that would take up most of a pool is a mistake, however much slippage it allows. */
export const tradeSizeGuard: Guard = ({ intent, quote, limits }) =>
  quote === null || intent.amountIn * BPS <= quote.reserveIn * BigInt(limits.maxPoolShareBps)
    ? null
    : denial('TRADE_TOO_LARGE', { amountIn: `${intent.amountIn}`, reserveIn: `${quote.reserveIn}` });
