/** A job that failed again and again, or could not be read: kept for an operator to look at, try again or give up (E-06). */
import type { IntentState } from '../execution/states.ts';
import type { IntentId, OrganizationId, UserId } from '../ids.ts';

export type DeadLetterState = 'OPEN' | 'RETRIED' | 'DISCARDED';

/** Ids and figures of a payload; never its texts. */
export type PayloadIds = Readonly<Record<string, string | number | boolean>>;

export interface Failure {
  /** An error code of ours, of Postgres or of Node, else the error's name. */
  readonly code: string;
  /** Without secrets, at most 500 characters. */
  readonly message: string;
}

export interface DeadLetter {
  readonly id: string;
  readonly queue: string;
  readonly jobId: string;
  readonly payload: PayloadIds;
  /** Null when the payload names no intent of ours. */
  readonly intentId: IntentId | null;
  /** What has become of that intent. */
  readonly intentState: IntentState | null;
  readonly organizationId: OrganizationId | null;
  readonly error: Failure;
  readonly failures: number;
  readonly firstFailedAt: Date;
  readonly lastFailedAt: Date;
  readonly state: DeadLetterState;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  /** Null while it is open, and when it was closed because its trade ended. */
  readonly closedById: UserId | null;
  readonly closedReason: string | null;
}
