/** Connections to Redis. It only delivers: every caller goes on without it. */
import { Redis } from 'ioredis';

const RECONNECT_MS = 1_000;

/** A Redis that is there but does not answer counts as away after this. */
const COMMAND_TIMEOUT_MS = 2_000;

const retryStrategy = (times: number): number => Math.min(times * 100, RECONNECT_MS);

/** For reading loops: commands wait, however long Redis is away. */
export function connectReader(url: string): Redis {
  return quiet(new Redis(url, { maxRetriesPerRequest: null, retryStrategy }));
}

/** For writers that must not wait: a command fails at once while Redis is away, and soon when it is silent. */
export function connectWriter(url: string): Redis {
  return quiet(
    new Redis(url, {
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      commandTimeout: COMMAND_TIMEOUT_MS,
      retryStrategy,
    }),
  );
}

/** Without a listener, a lost connection would end the process; whether Redis is there is told by `status`. */
function quiet(redis: Redis): Redis {
  redis.on('error', () => undefined);
  return redis;
}
