import { appError } from '#core/domain/errors.ts';
import type { Origin } from '#core/domain/origin.ts';
import type { Transaction } from '#core/store/db.ts';
import {
  findRefreshToken,
  forgetUsedTokens,
  type RefreshTokenOwner,
  type SpentToken,
  spendRefreshToken,
} from '#core/store/refresh-tokens.ts';
import { endSession } from '#core/store/sessions.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAccount } from './audit-account.ts';
import { addRefreshToken, describe, type OpenSession, SESSION_SECONDS } from './open-session.ts';
import { hashOf } from './secret.ts';
import { type HomeDeps, whereTheyAre } from './where-they-are.ts';

/** A token may come again for so long: an answer was lost, or two tabs asked at once. */
const GRACE_MS = 30_000;
/** However often it is refreshed, a session ends after this. */
const LONGEST_SESSION_MS = 90 * 24 * 60 * 60 * 1000;

/**
 * A new access token for a session that goes on, and a new refresh token in place of the one given. One that was used before,
 * and longer ago than answers get lost, was stolen from somebody: its session ends, whoever it is that asks.
 * @throws AppError UNAUTHENTICATED when the session has ended
 */
export async function refreshSession(
  deps: Pick<AccountDeps, 'db' | 'identity' | 'standings'> & HomeDeps,
  refreshToken: string,
  origin: Origin,
): Promise<OpenSession> {
  const hash = hashOf(refreshToken);
  const known = await findRefreshToken(deps.db.as(NO_TENANT), hash);
  const owner = known === null ? null : await whereTheyAre(deps, known);
  const next = owner === null ? null : await deps.db.transaction(owner, (tx) => rotate(tx, owner, hash, origin));
  if (owner !== null && next === null) deps.standings.forget(owner.sessionId);
  if (owner === null || next === null) throw appError('UNAUTHENTICATED', {});
  return { refreshToken: next, ...(await describe(deps, { ...owner, id: owner.sessionId })) };
}

/** The next token; null when there is to be none. */
async function rotate(tx: Transaction, owner: RefreshTokenOwner, hash: Buffer, origin: Origin): Promise<string | null> {
  const spent = await spendRefreshToken(tx, hash);
  if (spent === null) return null;
  const why = reasonToEnd(spent);
  if (why === null) {
    await forgetUsedTokens(tx, owner.sessionId, SESSION_SECONDS);
    return addRefreshToken(tx, owner.sessionId, origin);
  }
  if (await endSession(tx, owner)) {
    await auditAccount(tx, owner, {
      action: 'session.ended',
      object: { kind: 'session', id: owner.sessionId },
      detail: { why, ip: origin.ip },
      proved: false,
    });
  }
  return null;
}

function reasonToEnd({ usedForMs, sessionAgeMs }: SpentToken): string | null {
  if (usedForMs !== null && usedForMs > GRACE_MS) return 'a refresh token came a second time';
  return sessionAgeMs > LONGEST_SESSION_MS ? 'it has lasted 90 days' : null;
}
