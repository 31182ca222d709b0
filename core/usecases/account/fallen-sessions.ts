import type { SessionKey } from '#core/store/accounts.ts';
import { findFallen } from '#core/store/sessions.ts';
import type { AccountDeps } from './account-deps.ts';

/**
 * Which of these sessions entitle to nothing any more: ended, their person banned or no member now. One statement, however many
 * there are; what was remembered of those that fell is forgotten.
 */
export async function fallenSessions(
  { db, standings }: Pick<AccountDeps, 'db' | 'standings'>,
  keys: readonly SessionKey[],
): Promise<ReadonlySet<string>> {
  if (keys.length === 0) return new Set();
  const fallen = await findFallen(db.as(keys), keys);
  for (const { sessionId } of fallen) standings.forget(sessionId);
  return new Set(fallen.map(nameOf));
}

/** A session may act for one organisation after the other. */
export const nameOf = ({ sessionId, organizationId }: Pick<SessionKey, 'sessionId' | 'organizationId'>): string =>
  `${sessionId} ${organizationId}`;
