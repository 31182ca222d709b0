/**
 * How a caller's limits stand, as HTTP headers: `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers-10.
 * The minute's requests are told in requests, though they are counted in tenths.
 */
import { type LimitStanding, POINTS_PER_REQUEST } from '#core/domain/limit/policy.ts';

const IN_REQUESTS = new Set(['user', 'address']);

const told = ({ policy }: LimitStanding, points: number): number =>
  IN_REQUESTS.has(policy.name) ? Math.floor(points / POINTS_PER_REQUEST) : points;

export function rateHeaders(standings: readonly LimitStanding[]): Record<string, string> {
  const policies = standings.map(
    (one) => `"${one.policy.name}";q=${told(one, one.policy.quota)};w=${one.policy.windowSeconds}`,
  );
  const left = standings.map((one) => `"${one.policy.name}";r=${told(one, one.remaining)};t=${one.resetSeconds}`);
  return { 'ratelimit-policy': policies.join(', '), ratelimit: left.join(', ') };
}
