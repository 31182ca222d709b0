import { Redis } from 'ioredis';
import { inject } from 'vitest';

/** Redis keeps sixteen databases; number 0 is left to no one, so that a forgotten number shows. */
const DATABASES = 15;

/**
 * The address of an empty Redis database that no other test file uses at the same time.
 * vitest numbers its worker processes from 1, and each runs one file at a time.
 */
export async function emptyRedis(): Promise<string> {
  const worker = Number(process.env['VITEST_POOL_ID'] ?? 1);
  const url = new URL(inject('services').redisUrl);
  url.pathname = `/${1 + (worker % DATABASES)}`;
  const redis = new Redis(url.toString());
  try {
    await redis.flushdb();
  } finally {
    redis.disconnect();
  }
  return url.toString();
}
