/** States of intents and attempts: what may follow what, and what may be asked of them by name. The database's triggers hold the same. */
export type IntentState = 'PENDING' | 'SUCCEEDED' | 'FAILED_ONCHAIN' | 'EXPIRED' | 'CANCELLED';
type TerminalState = Exclude<IntentState, 'PENDING'>;
export type AttemptState = 'LIVE' | 'LANDED_OK' | 'LANDED_ERROR' | 'DEAD';

/** Nothing of it will change again. */
export const isTerminal = (state: IntentState): state is TerminalState => state !== 'PENDING';

/** Signed, and its end not known: it may land at any moment. */
export const isInFlight = (state: AttemptState): boolean => state === 'LIVE';

const hasLanded =
  (as: 'LANDED_OK' | 'LANDED_ERROR') =>
  (attempts: readonly AttemptState[]): boolean =>
    attempts.includes(as);

const nothingInFlight = (attempts: readonly AttemptState[]): boolean => !attempts.some(isInFlight);

/** How a pending intent may end, and what its attempts must be for it. A terminal one stays as it is. */
const ENDS: Record<TerminalState, (attempts: readonly AttemptState[]) => boolean> = {
  SUCCEEDED: hasLanded('LANDED_OK'),
  FAILED_ONCHAIN: hasLanded('LANDED_ERROR'),
  EXPIRED: nothingInFlight,
  CANCELLED: nothingInFlight,
};

/** Whether an intent with these attempts may go from one state to another. */
export const mayBecome = (from: IntentState, to: IntentState, attempts: readonly AttemptState[]): boolean =>
  !isTerminal(from) && isTerminal(to) && ENDS[to](attempts);

/** Whether an attempt may go from one state to another: once it has ended, it stays so. */
export const mayClose = (from: AttemptState, to: AttemptState): boolean => isInFlight(from) && !isInFlight(to);

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
