import { endSession } from '#core/store/sessions.ts';
import type { AccountDeps } from './account-deps.ts';
import { auditAccount } from './audit-account.ts';
import type { Caller } from './caller.ts';

/** Ends the caller's session: its refresh tokens at once, its access tokens and sockets within two seconds. */
export async function signOut(deps: Pick<AccountDeps, 'db' | 'standings'>, caller: Caller): Promise<void> {
  await deps.db.transaction(caller, async (tx) => {
    await endSession(tx, caller);
    await auditAccount(tx, caller, {
      action: 'account.signed-out',
      object: { kind: 'session', id: caller.sessionId },
    });
  });
  deps.standings.forget(caller.sessionId);
}
