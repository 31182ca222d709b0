import type { Caller } from '../account/caller.ts';
import { changeGuard, type GuardChange, type GuardDeps, type GuardInput } from './change-guard.ts';

/**
 * Lets a scope trade again; nothing does so by itself. What was denied meanwhile goes on where its time is not over, and wider
 * scopes that are still restricted hold it back as before. What an administrator restricted, only an administrator re-arms.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, CONFLICT
 */
export const rearm = (deps: GuardDeps, caller: Caller, input: GuardInput): Promise<GuardChange> =>
  changeGuard(deps, caller, 'ACTIVE', input);
