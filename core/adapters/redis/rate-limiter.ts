/** Limits counted in Redis, keys `sluice:limit:<policy>:<key>`. While it is away, this process counts for itself. */
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import { appError } from '../../domain/errors.ts';
import type { LimitPolicy, LimitStanding } from '../../domain/limit/policy.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import { connectWriter } from './connection.ts';

/** Accounts known to be spent; more than that are asked of Redis again. */
const MOST_REMEMBERED = 10_000;

export function createRateLimiter(url: string): RateLimiter {
  const redis = connectWriter(url);
  const limiters = new Map<string, RateLimiterRedis>();
  const spent = createSpent();
  // What is asked in the first instant must not count as asked without Redis.
  const settled = new Promise<void>((resolve) => {
    for (const event of ['ready', 'close']) redis.once(event, () => resolve());
  });
  const limiterOf = (policy: LimitPolicy): RateLimiterRedis => {
    const made = limiters.get(policy.name) ?? createLimiter(redis, policy);
    limiters.set(policy.name, made);
    return made;
  };
  return {
    async take({ policy, key, points }) {
      await settled;
      const known = spent.find(policy, key);
      if (known !== null) return known;
      const standing = await consume(limiterOf(policy), policy, key, points);
      if (standing.refused) spent.add(key, standing);
      return standing;
    },
    spent: ({ policy, key }) => spent.find(policy, key),
    close: () => redis.disconnect(),
  };
}

function createLimiter(redis: Redis, { name, quota, windowSeconds, failClosed }: LimitPolicy): RateLimiterRedis {
  const common = { keyPrefix: `sluice:limit:${name}`, points: quota, duration: windowSeconds };
  return new RateLimiterRedis({
    ...common,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    ...(failClosed ? {} : { insuranceLimiter: new RateLimiterMemory(common) }),
  });
}

async function consume(
  limiter: RateLimiterRedis,
  policy: LimitPolicy,
  key: string,
  points: number,
): Promise<LimitStanding> {
  try {
    return standingOf(policy, await limiter.consume(key, points), false);
  } catch (error) {
    if (error instanceof RateLimiterRes) return standingOf(policy, error, true);
    throw appError('LIMITS_UNAVAILABLE', {});
  }
}

const standingOf = (policy: LimitPolicy, result: RateLimiterRes, refused: boolean): LimitStanding => ({
  ...{ policy, refused },
  remaining: result.remainingPoints,
  resetSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1_000)),
});

/** Accounts that are spent until their window ends: their next demands are refused without a question to Redis. */
function createSpent() {
  const until = new Map<string, { readonly at: number; readonly standing: LimitStanding }>();
  const keyOf = (policy: LimitPolicy, key: string): string => `${policy.name}:${key}`;
  return {
    add(key: string, standing: LimitStanding): void {
      if (until.size >= MOST_REMEMBERED) until.clear();
      until.set(keyOf(standing.policy, key), { at: Date.now() + standing.resetSeconds * 1_000, standing });
    },
    find(policy: LimitPolicy, key: string): LimitStanding | null {
      const found = until.get(keyOf(policy, key));
      if (found === undefined) return null;
      const left = found.at - Date.now();
      if (left > 0) return { ...found.standing, resetSeconds: Math.ceil(left / 1_000) };
      until.delete(keyOf(policy, key));
      return null;
    },
  };
}
