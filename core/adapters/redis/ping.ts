/** Asks Redis whether it is there. */
import { connectWriter } from './connection.ts';

export interface RedisPing {
  /** Rejects while Redis is away; until it was there for the first time, it waits. */
  ping(): Promise<void>;
  close(): void;
}

export function createRedisPing(url: string): RedisPing {
  const redis = connectWriter(url);
  // Who asks a process that has just started is not told that Redis is down because nobody has called it yet.
  const first = new Promise<void>((resolve) => redis.once('ready', resolve));
  return {
    async ping() {
      await first;
      await redis.ping();
    },
    close: () => redis.disconnect(),
  };
}
