/** A short memory in Redis: keys `sluice:memory:<key>`, forgotten by Redis itself. */
import type { ShortMemory } from '#core/ports/short-memory.ts';
import { connectWriter } from './connection.ts';

const keyOf = (key: string): string => `sluice:memory:${key}`;

/** Connects in the background; while Redis is away nothing is remembered and nothing waits. */
export function createShortMemory(url: string): ShortMemory & { close(): void } {
  const redis = connectWriter(url);
  return {
    async recall(keys) {
      if (keys.length === 0) return [];
      return redis.mget(keys.map(keyOf)).catch(() => keys.map(() => null));
    },
    remember(entries, ttlMs) {
      const batch = redis.pipeline();
      for (const [key, text] of entries) batch.set(keyOf(key), text, 'PX', ttlMs);
      batch.exec().catch(() => undefined);
    },
    close: () => redis.disconnect(),
  };
}
