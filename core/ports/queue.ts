/** Delivery of ids. Postgres decides; a job that is lost, doubled or late is harmless. */
import type { IntentQueueName } from '#core/contracts/queues.ts';
import type { IntentId } from '#core/domain/ids.ts';

/** An intent at one fence: claiming it raises the fence, so a job delivered twice finds nothing to do. */
export interface QueuedIntent {
  readonly intentId: IntentId;
  readonly fence: bigint;
}

export interface Queue {
  /** Hands over intents by their ids. Never throws: when Redis is down the scan hands them over again. */
  enqueue(queue: IntentQueueName, intents: readonly QueuedIntent[]): Promise<void>;
  close(): Promise<void>;
}

/** Takes jobs until it is closed. */
export interface QueueConsumer {
  /** Takes no more, waits for the jobs in hand until `deadlineMs`, then leaves them to the lease. */
  close(deadlineMs: number): Promise<void>;
}
