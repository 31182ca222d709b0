/** What each API key entitles to, remembered for a moment: a revoked key is dead within 2 s. */
import { type ApiKeyStanding, standingOfApiKey } from '#core/store/api-keys.ts';
import type { Database } from '#core/store/db.ts';
import { createBriefCache } from '../brief-cache.ts';
import { readKey } from './key-format.ts';

/** With the second between two looks at who has an open socket, below two. */
const KEPT = { ms: 800, most: 10_000 };

export interface KeyStandings {
  /** Null for what is no key, or one that has ended. */
  of(key: string): Promise<ApiKeyStanding | null>;
  /** Looks all of them up again: one was revoked. */
  forget(): void;
}

export function createKeyStandings(db: Database): KeyStandings {
  const cache = createBriefCache<ApiKeyStanding | null>(KEPT);
  return {
    async of(key) {
      const tenant = readKey(key);
      if (tenant === null) return null;
      const { hash } = tenant;
      return cache.get(hash.toString('base64'), () => standingOfApiKey(db.as(tenant), tenant, hash));
    },
    forget: () => cache.clear(),
  };
}
