/** How trade jobs end. */
import { type IntentPolicies, QUEUES, queueOfKind } from '#core/contracts/queues.ts';
import { backoffMs } from '#core/domain/backoff.ts';
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

/** Due again later: the longer, the more often it was claimed in vain, and not at the same moment as others that failed with it. */
export const toRelease = ({ id, kind, fence }: ClaimedIntent, policies: IntentPolicies = QUEUES): Release => ({
  intentId: id,
  fence,
  retryInMs: backoffMs(policies[queueOfKind(kind)].backoff, Number(fence), spreadOf(id)),
});

/** 0 … 1, for each intent its own: what is random about it is its id. */
const spreadOf = (id: IntentId): number =>
  [...id].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) % 997, 7) / 996;
