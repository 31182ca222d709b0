/** Withdrawals, key exports and two-factor changes ask the person to prove again that it is them. */
import { appError } from '#core/domain/errors.ts';
import { steppedUpWithin } from '#core/store/accounts.ts';
import type { Executor } from '#core/store/db.ts';
import type { Caller } from './caller.ts';

/** How long a proof holds, in milliseconds. */
export const STEP_UP_MS = 5 * 60_000;

/** @throws AppError STEP_UP_REQUIRED; always for API keys and outside issuers, which cannot. */
export async function requireStepUp(
  db: Executor,
  { credential, sessionId }: Pick<Caller, 'credential' | 'sessionId'>,
): Promise<void> {
  if (credential === 'session' && (await steppedUpWithin(db, sessionId, STEP_UP_MS))) return;
  throw appError('STEP_UP_REQUIRED', {});
}
