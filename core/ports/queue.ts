/** Delivery of ids. Postgres decides; a job that is lost, doubled or late is harmless. */
import type { QueueName } from '#core/contracts/queues.ts';

export interface Queue {
  /** Hands over an intent's id. Never throws: when Redis is down the scan hands it over again. */
  enqueue(queue: QueueName, job: { intentId: string; fence: bigint }): Promise<void>;
  close(): Promise<void>;
}
