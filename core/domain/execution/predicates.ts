/**
 * What may be done with an intent, by name. `core/store` says the same in SQL, where it has to be one statement;
 * tests/integration holds the two against each other.
 */
import type { RunStatus } from '../campaign/transitions.ts';
import type { IntentState } from './states.ts';

/** An intent's row, as far as it decides what may be done. Times are Postgres'. */
export interface IntentStanding {
  readonly state: IntentState;
  readonly fence: bigint;
  readonly dueAt: Date;
  readonly notAfter: Date;
  readonly leaseUntil: Date | null;
  readonly signatures: number;
  readonly signatureBudget: number;
  readonly reviewReason: string | null;
  readonly hasLiveAttempt: boolean;
  /** Null for an intent that belongs to no run. */
  readonly runStatus: RunStatus | null;
}

const isLeased = ({ leaseUntil }: Pick<IntentStanding, 'leaseUntil'>, now: Date): boolean =>
  leaseUntil !== null && leaseUntil >= now;

const maySignAgain = (intent: Pick<IntentStanding, 'signatures' | 'signatureBudget'>): boolean =>
  intent.signatures < intent.signatureBudget;

/** Whether it waits for somebody to claim it. */
export const isDue = (intent: IntentStanding, now: Date): boolean =>
  intent.state === 'PENDING' &&
  intent.dueAt <= now &&
  now < intent.notAfter &&
  maySignAgain(intent) &&
  !isLeased(intent, now) &&
  !intent.hasLiveAttempt &&
  (intent.runStatus ?? 'RUNNING') === 'RUNNING';

/** Whether a job made at `fence` may claim it: one that is delivered twice finds the fence raised. */
export const isClaimable = (intent: IntentStanding, fence: bigint, now: Date): boolean =>
  isDue(intent, now) && intent.fence === fence;

/** Whether a signature may be stored for the claim with this fence. */
export const isSignable = (
  intent: Pick<
    IntentStanding,
    'state' | 'fence' | 'reviewReason' | 'signatures' | 'signatureBudget' | 'hasLiveAttempt'
  >,
  fence: bigint,
): boolean =>
  intent.state === 'PENDING' &&
  intent.fence === fence &&
  intent.reviewReason === null &&
  maySignAgain(intent) &&
  !intent.hasLiveAttempt;

/** Whether it is over without having landed. */
export const isExpirable = (intent: IntentStanding, now: Date): boolean =>
  intent.state === 'PENDING' &&
  (intent.notAfter <= now || !maySignAgain(intent)) &&
  !isLeased(intent, now) &&
  !intent.hasLiveAttempt;
