/** What the environment may say about each queue of the catalogue (E-02): `QUEUE_TRADE_BUY_CONCURRENCY=20`. */
import { z } from 'zod';
import { QUEUE_NAMES, QUEUES, type QueueName, type QueuePolicies, type QueuePolicy } from '#core/contracts/queues.ts';

interface Setting {
  readonly suffix: string;
  readonly least: number;
  readonly most: number;
  readonly of: (policy: QueuePolicy) => number;
}

/** Each figure of a policy, its least and its cap. */
const SETTINGS = {
  concurrency: { suffix: 'CONCURRENCY', least: 1, most: 200, of: (policy) => policy.concurrency },
  attempts: { suffix: 'ATTEMPTS', least: 1, most: 20, of: (policy) => policy.attempts },
  timeLimitMs: { suffix: 'TIME_LIMIT_MS', least: 1_000, most: 3_600_000, of: (policy) => policy.timeLimitMs },
  priority: { suffix: 'PRIORITY', least: 1, most: 1_000, of: (policy) => policy.priority },
  firstMs: { suffix: 'BACKOFF_MS', least: 10, most: 60_000, of: ({ backoff }) => backoff.firstMs },
  longestMs: { suffix: 'BACKOFF_MAX_MS', least: 10, most: 3_600_000, of: ({ backoff }) => backoff.longestMs },
} as const satisfies Record<string, Setting>;

const SETTING_LIST: readonly Setting[] = Object.values(SETTINGS);

export const variableOf = (queue: QueueName, { suffix }: Pick<Setting, 'suffix'>): string =>
  `QUEUE_${queue.toUpperCase().replace('.', '_')}_${suffix}`;

function variable({ least, most }: Setting, fallback: number) {
  const rule = `must be a whole number, ${least} … ${most}`;
  return z.coerce.number({ error: rule }).int(rule).min(least, rule).max(most, rule).default(fallback);
}

const variables = z.object(
  Object.fromEntries(
    QUEUE_NAMES.flatMap((queue) =>
      SETTING_LIST.map((setting) => [variableOf(queue, setting), variable(setting, setting.of(QUEUES[queue]))]),
    ),
  ),
);

function policyOf(queue: QueueName, values: Readonly<Record<string, number>>): QueuePolicy {
  const figure = (setting: Setting): number => values[variableOf(queue, setting)] ?? setting.of(QUEUES[queue]);
  return {
    concurrency: figure(SETTINGS.concurrency),
    attempts: figure(SETTINGS.attempts),
    timeLimitMs: figure(SETTINGS.timeLimitMs),
    priority: figure(SETTINGS.priority),
    backoff: { firstMs: figure(SETTINGS.firstMs), longestMs: figure(SETTINGS.longestMs) },
  };
}

/** Reads the policies of all queues: the catalogue's, where the environment says nothing else. */
export const queueSettings = variables.transform((values) => ({
  queues: Object.fromEntries(QUEUE_NAMES.map((queue) => [queue, policyOf(queue, values)])) as QueuePolicies,
}));
