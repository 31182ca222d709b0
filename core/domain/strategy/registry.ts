/** Every strategy by its kind and version. A stored campaign names both, so an old one goes on as it was begun. */

import type { LimitPrice } from '../price.ts';
import { twapBuy } from './twap-buy.ts';
import type { Decision, RunView, Strategy } from './types.ts';

/** A strategy with its parameters inside: what the dispatcher works with. */
export interface BoundStrategy {
  readonly side: 'BUY' | 'SELL';
  readonly rehearsalOnly: boolean;
  readonly budget: bigint;
  readonly mostTrades: number;
  readonly limit: LimitPrice | null;
  endsAt(startedAt: Date): Date;
  decide(view: RunView): Decision;
}

function bind<P>(strategy: Strategy<P>, stored: unknown): BoundStrategy {
  const parameters = strategy.parse(stored);
  return {
    side: strategy.side,
    rehearsalOnly: strategy.rehearsalOnly,
    budget: strategy.budget(parameters),
    mostTrades: strategy.mostTrades(parameters),
    limit: strategy.limit(parameters),
    endsAt: (startedAt) => strategy.endsAt(parameters, startedAt),
    decide: (view) => strategy.decide(view, parameters),
  };
}

/** @throws Error for a kind or version this build does not know, or parameters its schema refuses. */
export function strategyOf(campaign: {
  strategy: string;
  strategyVersion: number;
  parameters: unknown;
}): BoundStrategy {
  if (campaign.strategy === twapBuy.kind && campaign.strategyVersion === twapBuy.version) {
    return bind(twapBuy, campaign.parameters);
  }
  throw new Error(`this build knows no strategy ${campaign.strategy} v${campaign.strategyVersion}`);
}
