import type { Caller } from '../account/caller.ts';
import { changeGuard, type GuardChange, type GuardDeps, type GuardInput } from './change-guard.ts';

/**
 * Halts one scope, or lets only what takes no new risk go on in it. Traders for what is their organisation's, administrators for
 * all.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT
 */
export const restrict = (
  deps: GuardDeps,
  caller: Caller,
  { state, ...input }: GuardInput & { readonly state: 'REDUCING' | 'HALTED' },
): Promise<GuardChange> => changeGuard(deps, caller, state, input);
