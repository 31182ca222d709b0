import { type DeviceSession, listSessions as storedSessions } from '#core/store/sessions.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { AccountDeps } from './account-deps.ts';
import type { Caller } from './caller.ts';

export interface OwnSession extends DeviceSession {
  /** Whether it is the one that asks. */
  readonly current: boolean;
}

/** The caller's sessions that go on, the one used last first. */
export async function listSessions({ db }: Pick<AccountDeps, 'db'>, caller: Caller): Promise<OwnSession[]> {
  const sessions = await storedSessions(db.as(NO_TENANT), caller.userId);
  return sessions.map((session) => ({ ...session, current: session.id === caller.sessionId }));
}
