/**
 * The queue catalogue as data (E-01, E-02): a job's name, payload and policy are here, its handler is in `worker/jobs`.
 * `concurrency` is per worker process. BullMQ's own attempts stay 1; an intent's budget of signatures is the machine's.
 */
import { z } from 'zod';

export const intentJob = z.object({ intentId: z.string(), fence: z.string().regex(/^\d+$/) });
export type IntentJob = z.infer<typeof intentJob>;

export interface QueuePolicy {
  readonly concurrency: number;
  /** Signatures an intent may cost. */
  readonly signatureBudget: number;
  /** Time limit of one job, in milliseconds. */
  readonly timeoutMs: number;
  /** Lower runs first in BullMQ (E-03). */
  readonly priority: number;
}

export const QUEUES = {
  'trade.buy': { concurrency: 10, signatureBudget: 5, timeoutMs: 120_000, priority: 10 },
  'trade.sell': { concurrency: 10, signatureBudget: 5, timeoutMs: 120_000, priority: 10 },
} as const satisfies Record<string, QueuePolicy>;

export type QueueName = keyof typeof QUEUES;

export const queueOfKind = (kind: 'BUY' | 'SELL'): QueueName => (kind === 'BUY' ? 'trade.buy' : 'trade.sell');
