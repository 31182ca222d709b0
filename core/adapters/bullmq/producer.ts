/** Hands intents' ids to BullMQ. A failure is swallowed: the scan over Postgres hands them over again. */
import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { type IntentJob, QUEUES, type QueueName } from '#core/contracts/queues.ts';
import type { Queue, QueuedIntent } from '#core/ports/queue.ts';
import { connectWriter } from '../redis/connection.ts';

export interface ProducerOptions {
  readonly redisUrl: string;
  /** Namespace of all keys in Redis. */
  readonly prefix: string;
  /** Told when intents could not be handed over; the scan mends it. */
  readonly onFailure?: (queue: QueueName, error: unknown) => void;
}

export function createQueue(options: ProducerOptions): Queue {
  const redis = connectWriter(options.redisUrl);
  const queues = new Map<QueueName, BullQueue<IntentJob>>();
  return {
    async enqueue(name, intents) {
      // BullMQ would wait for a Redis that is away; the scan does not need to.
      if (redis.status !== 'ready') return;
      try {
        const queue = queues.get(name) ?? openQueue(redis, name, options.prefix);
        queues.set(name, queue);
        await queue.addBulk(intents.map((intent) => toJob(name, intent)));
      } catch (error) {
        // An instance that failed while connecting stays failed: the next call makes a new one.
        queues.delete(name);
        options.onFailure?.(name, error);
      }
    },
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

function openQueue(connection: Redis, name: QueueName, prefix: string): BullQueue<IntentJob> {
  const queue = new BullQueue<IntentJob>(name, { connection, prefix });
  queue.on('error', () => undefined);
  return queue;
}

const toJob = (name: QueueName, { intentId, fence }: QueuedIntent) => ({
  name,
  data: { intentId, fence: fence.toString() },
  opts: {
    // The same intent at the same fence is one job, however often it is handed over.
    jobId: `${intentId}-${fence}`,
    attempts: 1,
    priority: QUEUES[name].priority,
    removeOnComplete: true,
    removeOnFail: true,
  },
});
