/** Asks Redis whether it is there. */
import { connectWriter } from './connection.ts';

export interface RedisPing {
  /** Rejects while Redis is away. */
  ping(): Promise<void>;
  close(): void;
}

export function createRedisPing(url: string): RedisPing {
  const redis = connectWriter(url);
  return {
    async ping() {
      await redis.ping();
    },
    close: () => redis.disconnect(),
  };
}
