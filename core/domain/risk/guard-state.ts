/** A scope that trading is halted in, or in which only what takes no new risk goes on (G-01). A scope without one is ACTIVE. */
import type { GuardState } from '../execution/may-sign.ts';
import type { UserId } from '../ids.ts';
import type { GuardScope } from './view.ts';

/** The platform is one; its scope has the nil id. */
export const PLATFORM_ID = '00000000-0000-0000-0000-000000000000';

export interface GuardTarget {
  readonly scope: GuardScope;
  /** Of the organisation, wallet or campaign; `PLATFORM_ID` for the platform. */
  readonly scopeId: string;
}

export interface ScopeGuard extends GuardTarget {
  readonly state: GuardState;
  /** In the words of who set it. */
  readonly reason: string;
  readonly updatedAt: Date;
  /** Null for one set before this was written down. */
  readonly updatedById: UserId | null;
  /** Set by an administrator: the organisation cannot lift it. */
  readonly byAdmin: boolean;
}
