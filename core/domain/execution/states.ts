/** States of intents and attempts, by name and by what may be asked of them. The database's triggers hold the same table. */
export type IntentState = 'PENDING' | 'SUCCEEDED' | 'FAILED_ONCHAIN' | 'EXPIRED' | 'CANCELLED';
type TerminalState = Exclude<IntentState, 'PENDING'>;
export type AttemptState = 'LIVE' | 'LANDED_OK' | 'LANDED_ERROR' | 'DEAD';

/** Nothing of it will change again. */
export const isTerminal = (state: IntentState): state is TerminalState => state !== 'PENDING';

/** Signed, and its end not known: it may land at any moment. */
export const isInFlight = (state: AttemptState): boolean => state === 'LIVE';

/** What people see of an intent (E-07). */
export type JobStatus = 'QUEUED' | 'PROCESSING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';

const STATUS_OF_TERMINAL: Record<TerminalState, JobStatus> = {
  SUCCEEDED: 'SUCCEEDED',
  FAILED_ONCHAIN: 'FAILED',
  EXPIRED: 'FAILED',
  CANCELLED: 'CANCELLED',
};

/** A pending intent is processing while a signature of it may still land, and queued before, between and after. */
export function jobStatus(intent: IntentState, attempts: readonly AttemptState[]): JobStatus {
  if (isTerminal(intent)) return STATUS_OF_TERMINAL[intent];
  return attempts.some(isInFlight) ? 'PROCESSING' : 'QUEUED';
}
