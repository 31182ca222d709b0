/** What each API key entitles to, remembered for a moment: one look-up serves a burst, and a revoked key is dead within 2 s. */
import { type ApiKeyStanding, standingOfApiKey } from '#core/store/api-keys.ts';
import type { Database } from '#core/store/db.ts';
import { readKey } from './key-format.ts';

const REMEMBER_MS = 1_500;
const MOST_REMEMBERED = 10_000;

interface Remembered {
  readonly until: number;
  readonly standing: Promise<ApiKeyStanding | null>;
}

export interface KeyStandings {
  /** Null for what is no key, or one that has ended. */
  of(key: string): Promise<ApiKeyStanding | null>;
  /** Looks all of them up again: one was revoked. */
  forget(): void;
}

export function createKeyStandings(db: Database): KeyStandings {
  const remembered = new Map<string, Remembered>();
  return {
    async of(key) {
      const tenant = readKey(key);
      if (tenant === null) return null;
      const name = tenant.hash.toString('base64');
      const known = remembered.get(name);
      if (known !== undefined && known.until > Date.now()) return known.standing;
      remembered.delete(name);
      const standing = standingOfApiKey(db.as(tenant), tenant, tenant.hash);
      remembered.set(name, { until: Date.now() + REMEMBER_MS, standing });
      standing.catch(() => remembered.delete(name));
      // The oldest goes: a Map keeps the order of insertion.
      const [oldest] = remembered.keys();
      if (remembered.size > MOST_REMEMBERED && oldest !== undefined) remembered.delete(oldest);
      return standing;
    },
    forget: () => remembered.clear(),
  };
}
