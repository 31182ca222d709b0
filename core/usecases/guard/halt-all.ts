import type { Caller } from '../account/caller.ts';
import { changeGuard, type GuardChange, type GuardDeps, type GuardInput } from './change-guard.ts';

/**
 * Halts everything at once: nothing is signed on this installation until an administrator re-arms it.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, CONFLICT
 */
export const haltAll = (
  deps: GuardDeps,
  caller: Caller,
  input: Pick<GuardInput, 'reason' | 'idempotencyKey'>,
): Promise<GuardChange> => changeGuard(deps, caller, 'HALTED', { ...input, scope: 'PLATFORM' });
