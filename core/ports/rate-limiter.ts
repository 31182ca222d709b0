import type { Demand, LimitStanding } from '../domain/limit/policy.ts';

/** Counts what is asked for, over all processes. */
export interface RateLimiter {
  /**
   * Takes the points, or tells that they are not there.
   * @throws AppError LIMITS_UNAVAILABLE when the policy fails closed and nobody counts
   */
  take(demand: Demand): Promise<LimitStanding>;
  /** How the account stands when this process already knows that it is spent; null otherwise. Never waits. */
  spent(demand: Pick<Demand, 'policy' | 'key'>): LimitStanding | null;
  close(): void;
}
