import type { Caller } from './caller.ts';
import { type AccountDeps, auditSession } from './open-session.ts';
import type { Standings } from './standings.ts';

export interface SignOutDeps extends AccountDeps {
  readonly standings: Standings;
}

/** Ends the caller's session: its refresh token at once, its access tokens within seconds. */
export async function signOut(deps: SignOutDeps, caller: Caller): Promise<void> {
  await deps.identity.end(caller.sessionId);
  deps.standings.forget(caller.sessionId);
  await auditSession(deps.db, 'account.signed-out', { ...caller, id: caller.sessionId });
}
