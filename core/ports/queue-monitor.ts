/** What an operator may know of the queue's server. Every call rejects soon while it is away. */
import type { JobQueueName } from '#core/contracts/queues.ts';

export interface QueueDepth {
  readonly name: JobQueueName;
  /** Jobs that wait for a worker. */
  readonly waiting: number;
  readonly active: number;
  /** Jobs that wait for their time. */
  readonly delayed: number;
  readonly paused: boolean;
  /** For how many milliseconds the first of the waiting has been there; null when there is none. */
  readonly oldestWaitingMs: number | null;
}

export interface RedisHealth {
  readonly version: string;
  readonly latencyMs: number;
  readonly usedBytes: number;
  /** 0 where there is no limit. */
  readonly limitBytes: number;
  /** `noeviction`, or jobs may be thrown away. */
  readonly evictionPolicy: string;
  /** Whether every write is also written to disk. */
  readonly appendOnly: boolean;
  readonly clients: number;
}

export interface QueueMonitor {
  /** One for each queue that jobs are taken from. */
  queues(): Promise<readonly QueueDepth[]>;
  redis(): Promise<RedisHealth>;
  close(): Promise<void>;
}
