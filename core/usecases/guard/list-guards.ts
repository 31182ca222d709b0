import type { ScopeGuard } from '#core/domain/risk/guard-state.ts';
import { restrictedScopes, restrictedScopesOf } from '#core/store/guards.ts';
import type { Caller } from '../account/caller.ts';
import { isAdmin } from '../require-admin.ts';
import type { GuardDeps } from './change-guard.ts';

/** Every scope that is not ACTIVE, widest first: all of them for an administrator, else those that hold back the organisation. */
export const listGuards = (deps: GuardDeps, caller: Caller): Promise<ScopeGuard[]> =>
  isAdmin(caller) ? restrictedScopes(deps.schedule) : restrictedScopesOf(deps.db.as(caller), caller);
