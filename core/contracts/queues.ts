/**
 * The queue catalogue as data (E-01, E-02, E-03): what a queue is for, who does its work, and by which policy; handlers are in
 * `worker/jobs`. Every figure of a policy can be set by the environment, up to its cap (core/runtime/queue-settings.ts).
 */
import { z } from 'zod';
import type { IntentKind } from '#core/domain/execution/order.ts';

export const intentJob = z.object({ intentId: z.string(), fence: z.string().regex(/^\d+$/) });

/** Housekeeping for one hour, named by its number since 1970: handed over twice, it is one job. */
export const maintenanceJob = z.object({ hour: z.number().int().nonnegative() });
export type MaintenanceJob = z.infer<typeof maintenanceJob>;

export interface Backoff {
  /** Milliseconds before the second try; doubled for each one after it, less a random part. */
  readonly firstMs: number;
  readonly longestMs: number;
}

export interface QueuePolicy {
  /** Jobs at once, per worker process. */
  readonly concurrency: number;
  /**
   * Where transactions are sent: signatures that an intent may cost, while BullMQ's own attempts stay 1 (E-02). Elsewhere: how often
   * a job is tried before it is a dead letter.
   */
  readonly attempts: number;
  /** How long one job may take; where transactions are sent, steps 2 to 5 of docs/execution.md. */
  readonly timeLimitMs: number;
  /** Lower runs first (E-03). */
  readonly priority: number;
  readonly backoff: Backoff;
}

/** Who does a queue's work. */
export type HandledBy =
  /** A job: exactly one handler in `worker/jobs`, checked at the start. */
  | { readonly by: 'job' }
  /** A loop of the worker that finds its work in Postgres: nothing is enqueued that could be lost. */
  | { readonly by: 'loop'; readonly loop: 'dispatcher' | 'tracker' }
  /** A step inside the jobs of other queues. */
  | { readonly by: 'step'; readonly of: readonly ('trade.buy' | 'trade.sell')[] }
  /** Nobody yet, and nothing is enqueued: it comes with what it is for. */
  | { readonly by: 'nobody'; readonly until: string };

export interface QueueEntry extends QueuePolicy {
  readonly handled: HandledBy;
}

const PRIORITY = { start: 1, distribution: 2, trade: 10, support: 50, status: 90, maintenance: 100 } as const;
const QUICK: Backoff = { firstMs: 500, longestMs: 10_000 };
const SLOW: Backoff = { firstMs: 5_000, longestMs: 300_000 };
const TRADE = { concurrency: 10, attempts: 5, timeLimitMs: 120_000, priority: PRIORITY.trade, backoff: QUICK } as const;
const FUNDS = { concurrency: 3, attempts: 3, timeLimitMs: 600_000, priority: PRIORITY.distribution } as const;
const SUPPORT = {
  concurrency: 5,
  attempts: 5,
  timeLimitMs: 60_000,
  priority: PRIORITY.support,
  backoff: SLOW,
} as const;

export const QUEUES = {
  campaign: {
    ...{ concurrency: 5, attempts: 3, timeLimitMs: 300_000, priority: PRIORITY.start, backoff: QUICK },
    handled: { by: 'loop', loop: 'dispatcher' },
  },
  distribute: { ...FUNDS, backoff: QUICK, handled: { by: 'nobody', until: 'wallets are funded by Sluice' } },
  // Money that leaves a wallet other than by a trade: withdrawals.
  'funds.gather': { ...FUNDS, backoff: QUICK, handled: { by: 'job' } },
  gather: { ...TRADE, handled: { by: 'step', of: ['trade.buy', 'trade.sell'] } },
  'trade.buy': { ...TRADE, handled: { by: 'job' } },
  'trade.sell': { ...TRADE, handled: { by: 'job' } },
  rule: { ...SUPPORT, handled: { by: 'nobody', until: 'rules run' } },
  workflow: { ...SUPPORT, handled: { by: 'nobody', until: 'workflows run' } },
  webhook: { ...SUPPORT, handled: { by: 'nobody', until: 'webhooks are sent' } },
  notification: { ...SUPPORT, handled: { by: 'nobody', until: 'notifications are sent' } },
  status: {
    ...{ concurrency: 1, attempts: 1, timeLimitMs: 30_000, priority: PRIORITY.status, backoff: QUICK },
    handled: { by: 'loop', loop: 'tracker' },
  },
  maintenance: {
    ...{ concurrency: 1, attempts: 3, timeLimitMs: 300_000, priority: PRIORITY.maintenance, backoff: SLOW },
    handled: { by: 'job' },
  },
} as const satisfies Record<string, QueueEntry>;

type Catalogue = typeof QUEUES;
export type QueueName = keyof Catalogue;
/** A queue that jobs are taken from. */
export type JobQueueName = {
  [Name in QueueName]: Catalogue[Name]['handled'] extends { readonly by: 'job' } ? Name : never;
}[QueueName];
/** A queue of intents. */
export type IntentQueueName = 'trade.buy' | 'trade.sell' | 'funds.gather';

export type QueuePolicies = Readonly<Record<QueueName, QueuePolicy>>;
export type IntentPolicies = Pick<QueuePolicies, IntentQueueName>;

export const QUEUE_NAMES = Object.keys(QUEUES) as readonly QueueName[];

const isJobQueue = (name: QueueName): name is JobQueueName => QUEUES[name].handled.by === 'job';
export const JOB_QUEUES: readonly JobQueueName[] = QUEUE_NAMES.filter(isJobQueue);

const QUEUE_OF_KIND: Readonly<Record<IntentKind, IntentQueueName>> = {
  BUY: 'trade.buy',
  SELL: 'trade.sell',
  WITHDRAW: 'funds.gather',
};

export const queueOfKind = (kind: IntentKind): IntentQueueName => QUEUE_OF_KIND[kind];

/** All keys of queues in Redis begin with it. */
export const QUEUE_PREFIX = 'sluice';

/** Jobs for one thing that failed so often, whatever the machine does about it, are shown to an operator (E-06). */
export const DEAD_AFTER_FAILURES = 5;
