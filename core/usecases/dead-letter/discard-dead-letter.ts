import type { DeadLetter } from '#core/domain/dead-letter/dead-letter.ts';
import type { Caller } from '../account/caller.ts';
import { cancelIntent } from '../campaign/cancel-intent.ts';
import { type CloseInput, close, type LetterDeps } from './close.ts';

/**
 * Gives up: closes the letter, and cancels its trade when nothing of it is signed. One with a signature in flight is driven to its
 * end all the same. A letter that is closed already is answered as it is.
 * @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT
 */
export const discardDeadLetter = (deps: LetterDeps, caller: Caller, input: CloseInput): Promise<DeadLetter> =>
  close(deps, caller, input, 'DISCARDED', async (tx, { intentId }) => {
    if (intentId !== null) await cancelIntent(tx, intentId);
  });
