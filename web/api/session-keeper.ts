/** Keeps the access token fresh: one refresh at a time, in this tab and across tabs. */
import type { Session, SessionStore } from './session-store.ts';

/** What became of a refresh: a new session, the server's no, or no answer at all. */
export type RefreshOutcome = { kind: 'renewed'; session: Session } | { kind: 'refused' } | { kind: 'unreachable' };

export interface SessionKeeper {
  /** True when there is a session whose access token is spent, or nearly. */
  isStale(): boolean;
  /**
   * A usable access token, refreshed first if need be; null when signed out.
   * An unreachable server leaves the session as it is and gives the old token: its answer will tell.
   */
  accessToken(): Promise<string | null>;
  /** Refreshes although the token looks fresh: the server refused it. */
  renew(): Promise<void>;
}

export interface SessionKeeperOptions {
  readonly store: SessionStore;
  readonly refresh: (refreshToken: string) => Promise<RefreshOutcome>;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Runs `task` while no other tab runs one. A refresh token is good once: two tabs must not both spend it. */
  readonly exclusively: (task: () => Promise<void>) => Promise<void>;
}

/** Renewed this long before it ends, so that no request leaves with a token that dies on the way. */
const MARGIN_MS = 30_000;

export function createSessionKeeper({ store, refresh, now, exclusively }: SessionKeeperOptions): SessionKeeper {
  let running: Promise<void> | null = null;

  const isStale = (): boolean => {
    const session = store.get();
    return session !== null && Date.parse(session.accessTokenExpiresAt) - MARGIN_MS <= now();
  };

  const exchange = async (spent: string): Promise<void> => {
    const session = store.get();
    // Another tab was first: its session is in the store already.
    if (session === null || session.refreshToken !== spent) return;
    const outcome = await refresh(spent);
    if (outcome.kind === 'renewed') store.set(outcome.session);
    if (outcome.kind === 'refused') store.set(null);
  };

  const renew = (): Promise<void> => {
    const session = store.get();
    if (session === null) return Promise.resolve();
    running ??= exclusively(() => exchange(session.refreshToken)).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    isStale,
    renew,
    async accessToken() {
      if (isStale()) await renew();
      return store.get()?.accessToken ?? null;
    },
  };
}
