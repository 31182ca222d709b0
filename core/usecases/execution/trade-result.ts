/** How trade jobs end. */
import { retryDelayMs } from '#core/domain/execution/policy.ts';
import type { IntentId } from '#core/domain/ids.ts';
import type { ClaimedIntent, Release } from '#core/ports/claim-store.ts';

/** `idle` when somebody else had, or will have, the work. */
export type TradeOutcome = 'sent' | 'denied' | 'idle';

/** An error means that the intent is due again, and that nothing was sent that is not stored. */
export type TradeResult = PromiseSettledResult<TradeOutcome>;

export interface Failed {
  readonly error: unknown;
}

/** What became of claimed intents; those left out are somebody else's. */
export type Ends = Map<IntentId, TradeOutcome | Failed>;

export const toResult = (end: TradeOutcome | Failed | undefined): TradeResult =>
  typeof end === 'object' ? { status: 'rejected', reason: end.error } : { status: 'fulfilled', value: end ?? 'idle' };

/** Due again later: the longer, the more often it was claimed in vain. */
export const toRelease = ({ id, fence }: ClaimedIntent): Release => ({
  intentId: id,
  fence,
  retryInMs: retryDelayMs(fence),
});
