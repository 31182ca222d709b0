import { isRehearsalCluster } from '../../clusters.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** G-05: how far back an opposite trade of a linked wallet counts. Never zero. */
export const SELF_TRADE_WINDOW_MS = 10 * 60_000;

/**
 * G-05: two different wallets of one organisation trading one mint against each other is wash trading. One wallet selling
 * what it bought itself is not, and is not counted. There is no override.
 */
export const selfTradeGuard: Guard = ({ chain, oppositeTrades }) =>
  isRehearsalCluster(chain.cluster) || oppositeTrades === 0
    ? null
    : denial('SELF_TRADE', { oppositeTrades: `${oppositeTrades}` });
