/** Hands jobs to BullMQ. A failure is swallowed: whoever planned them hands them over again. */
import { Queue as BullQueue, type JobsOptions } from 'bullmq';
import type { Redis } from 'ioredis';
import { type JobQueueName, QUEUES, type QueuePolicies } from '#core/contracts/queues.ts';
import type { Queue, QueuedIntent } from '#core/ports/queue.ts';
import type { TaskQueue } from '#core/ports/task-queue.ts';
import { connectWriter } from '../redis/connection.ts';

export interface ProducerOptions {
  readonly redisUrl: string;
  /** Namespace of all keys in Redis. */
  readonly prefix: string;
  /** Default: the catalogue's. */
  readonly policies?: QueuePolicies;
  /** Told when jobs could not be handed over. */
  readonly onFailure?: (queue: JobQueueName, error: unknown) => void;
}

interface BullJob {
  readonly name: string;
  readonly data: object;
  readonly opts: JobsOptions;
}

export function createQueue(options: ProducerOptions): Queue & TaskQueue {
  const { policies = QUEUES } = options;
  const redis = connectWriter(options.redisUrl);
  const queues = new Map<JobQueueName, BullQueue>();
  const handOver = async (name: JobQueueName, jobs: BullJob[]): Promise<void> => {
    // BullMQ would wait for a Redis that is away; who hands over does not need to.
    if (redis.status !== 'ready') return;
    try {
      const queue = queues.get(name) ?? openQueue(redis, name, options.prefix);
      queues.set(name, queue);
      await queue.addBulk(jobs);
    } catch (error) {
      // An instance that failed while connecting stays failed: the next call makes a new one.
      queues.delete(name);
      options.onFailure?.(name, error);
    }
  };
  return {
    enqueue: (name, intents) =>
      handOver(
        name,
        intents.map((intent) => tradeJob(name, intent, policies)),
      ),
    enqueueMaintenance: ({ hour }) => handOver('maintenance', [maintenanceJob(hour, policies)]),
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

function openQueue(connection: Redis, name: JobQueueName, prefix: string): BullQueue {
  const queue = new BullQueue(name, { connection, prefix });
  queue.on('error', () => undefined);
  return queue;
}

const tradeJob = (name: JobQueueName, { intentId, fence }: QueuedIntent, policies: QueuePolicies): BullJob => ({
  name,
  data: { intentId, fence: fence.toString() },
  opts: {
    // The same intent at the same fence is one job, however often it is handed over.
    jobId: `${intentId}-${fence}`,
    attempts: 1,
    priority: policies[name].priority,
    removeOnComplete: true,
    removeOnFail: true,
  },
});

/** Longer than the hour that the job is named by: while it is remembered, it is not done again. */
const REMEMBERED_SECONDS = 2 * 3_600;
/** As much of a pause is random. */
const JITTER = 0.5;

function maintenanceJob(hour: number, { maintenance }: QueuePolicies): BullJob {
  return {
    name: 'maintenance',
    data: { hour },
    opts: {
      jobId: `hour-${hour}`,
      attempts: maintenance.attempts,
      backoff: { type: 'exponential', delay: maintenance.backoff.firstMs, jitter: JITTER },
      priority: maintenance.priority,
      removeOnComplete: { age: REMEMBERED_SECONDS },
      removeOnFail: true,
    },
  };
}
