/**
 * What each session entitles to, remembered for a moment: an access token is checked without a look-up, and a revoked session
 * or a lost membership still takes effect within seconds.
 */
import type { OrganizationId } from '#core/domain/ids.ts';
import { findStanding, type SessionKey, type Standing } from '#core/store/accounts.ts';
import type { Database } from '#core/store/db.ts';

interface Remembered {
  /** A session may act for another organisation a moment later, and tokens for the one before are about still. */
  readonly organizationId: OrganizationId;
  readonly until: number;
  readonly standing: Promise<Standing | null>;
}

export interface Standings {
  /** Null when the session no longer stands. */
  of(key: SessionKey): Promise<Standing | null>;
  forget(sessionId: string): void;
}

export const STANDING_MS = 1_000;
const MOST_REMEMBERED = 10_000;

export function createStandings(db: Database, rememberMs = STANDING_MS): Standings {
  const remembered = new Map<string, Remembered>();
  const look = (key: SessionKey): Promise<Standing | null> => {
    const standing = findStanding(db.as(key), key);
    remembered.set(key.sessionId, { organizationId: key.organizationId, until: Date.now() + rememberMs, standing });
    standing.catch(() => remembered.delete(key.sessionId));
    // The oldest goes: a Map keeps the order of insertion.
    const [oldest] = remembered.keys();
    if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
    return standing;
  };
  return {
    of(key) {
      const known = remembered.get(key.sessionId);
      if (known?.organizationId === key.organizationId && known.until > Date.now()) return known.standing;
      remembered.delete(key.sessionId);
      return look(key);
    },
    forget: (sessionId) => void remembered.delete(sessionId),
  };
}
