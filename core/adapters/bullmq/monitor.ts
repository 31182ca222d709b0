/** Looks at the queues and at Redis itself, for the health page. */
import { Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { JOB_QUEUES, type JobQueueName } from '#core/contracts/queues.ts';
import type { QueueDepth, QueueMonitor, RedisHealth } from '#core/ports/queue-monitor.ts';
import { connectWriter } from '../redis/connection.ts';

export function createQueueMonitor({ redisUrl, prefix }: { redisUrl: string; prefix: string }): QueueMonitor {
  const redis = connectWriter(redisUrl);
  const queues = new Map<JobQueueName, BullQueue>();
  const open = (name: JobQueueName): BullQueue => {
    // BullMQ would wait for a Redis that is away; nobody who looks at its health does.
    if (redis.status !== 'ready') throw new Error('Redis is away');
    const queue = queues.get(name) ?? new BullQueue(name, { connection: redis, prefix }).on('error', () => undefined);
    queues.set(name, queue);
    return queue;
  };
  return {
    queues: () => Promise.all(JOB_QUEUES.map((name) => depthOf(name, open(name)))),
    redis: () => readRedis(redis),
    async close() {
      await Promise.allSettled([...queues.values()].map((queue) => queue.close()));
      redis.disconnect();
    },
  };
}

async function depthOf(name: JobQueueName, queue: BullQueue): Promise<QueueDepth> {
  const [counts, paused, [first]] = await Promise.all([
    queue.getJobCounts('waiting', 'prioritized', 'active', 'delayed'),
    queue.isPaused(),
    queue.getJobs(['waiting', 'prioritized'], 0, 0, true),
  ]);
  const count = (state: string): number => counts[state] ?? 0;
  return {
    name,
    waiting: count('waiting') + count('prioritized'),
    active: count('active'),
    delayed: count('delayed'),
    paused,
    oldestWaitingMs: first === undefined ? null : Math.max(0, Date.now() - first.timestamp),
  };
}

async function readRedis(redis: Redis): Promise<RedisHealth> {
  const started = performance.now();
  const text = await redis.info();
  const latencyMs = performance.now() - started;
  const fields = new Map(text.split(/\r?\n/).map((line) => [line.split(':')[0], line.slice(line.indexOf(':') + 1)]));
  const number = (name: string): number => Number(fields.get(name) ?? 0);
  return {
    version: fields.get('redis_version') ?? '',
    latencyMs,
    usedBytes: number('used_memory'),
    limitBytes: number('maxmemory'),
    evictionPolicy: fields.get('maxmemory_policy') ?? '',
    appendOnly: fields.get('aof_enabled') === '1',
    clients: number('connected_clients'),
  };
}
