/**
 * Limits on how often something may be asked for (S-01). A request weighs ten points, so that what costs next to nothing can
 * weigh one: a page that follows a campaign reads a few objects twice a second.
 */

export const POINTS_PER_REQUEST = 10;

export interface LimitPolicy {
  /** Also the name under which clients read of it. */
  readonly name: string;
  /** Points in one window. */
  readonly quota: number;
  readonly windowSeconds: number;
  /**
   * When the counts cannot be shared: true refuses, false lets each process count for itself. Refused is what must not be tried
   * more often by waiting for a fault.
   */
  readonly failClosed: boolean;
}

/** So many points of one policy, on the account of `key`. */
export interface Demand {
  readonly policy: LimitPolicy;
  /** Whose account it is; nothing that must stay secret. */
  readonly key: string;
  readonly points: number;
}

/** How an account stands after a demand. */
export interface LimitStanding {
  readonly policy: LimitPolicy;
  readonly refused: boolean;
  /** Points left in this window. */
  readonly remaining: number;
  /** Until the window ends. */
  readonly resetSeconds: number;
}
