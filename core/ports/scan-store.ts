/** What Postgres knows to be due or over, whatever became of the queue. */
import type { IntentKind } from '#core/domain/execution/order.ts';
import type { CampaignId, IntentId, OrganizationId, RunId } from '#core/domain/ids.ts';
import type { NewEvent } from './event-log.ts';

export interface DueIntent {
  readonly intentId: IntentId;
  readonly kind: IntentKind;
  readonly fence: bigint;
}

export interface ExpirableIntent {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly sequence: number | null;
  readonly amountIn: bigint;
  readonly now: Date;
  readonly notAfter: Date;
  readonly signatures: number;
  readonly signatureBudget: number;
  readonly lastDenial: string | null;
}

export interface ScanStore {
  /** Intents that could be claimed now, oldest first. Those just made are left to their first delivery. */
  due(limit: number): Promise<readonly DueIntent[]>;
  /** For how many milliseconds the oldest intent that could be claimed has been waiting; 0 when there is none. */
  oldestDueMs(): Promise<number>;
  /** Intents past their time or their signatures that have nothing in flight and no claim; a hint, looked at again by `expire`. */
  expirable(limit: number): Promise<readonly IntentId[]>;
  /**
   * Ends those of the intents that still are so, each with its event, in one transaction, and answers them. `toEvent` is pure.
   */
  expire(
    ids: readonly IntentId[],
    toEvent: (intent: ExpirableIntent) => NewEvent | null,
  ): Promise<readonly ExpirableIntent[]>;
}
