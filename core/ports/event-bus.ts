/**
 * A wake-up between processes, nothing more: the reader goes to Postgres for what happened. A lost message costs at most
 * the reader's polling interval.
 */
export interface EventBus {
  /** Says that the campaign has new events. Never throws: Redis may be down. */
  wake(campaignId: string): void;
  /** Resolves once the subscription is acknowledged, or at once when the bus is down. Returns the way to end it. */
  listen(campaignId: string, onWake: () => void): Promise<() => void>;
  close(): Promise<void>;
}
