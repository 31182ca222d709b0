/** What an operator has to look at: something is wrong, and no machine may put it right by itself. */
import type { OrganizationId, UserId } from '../ids.ts';

export type AlertSeverity = 'WARNING' | 'CRITICAL';

export type AlertKind =
  /** Nothing can be proved about a live attempt; nothing more is signed for its intent. */
  | 'NEEDS_REVIEW'
  /** A transaction landed that had been proved dead: its intent may have been signed twice. */
  | 'RISEN'
  /** A wallet's ledger is not what the chain shows at one finalized slot. */
  | 'LEDGER_DIFFERS'
  /** Due trades are not being taken. */
  | 'BACKLOG_STUCK'
  /** An RPC endpoint has left the pool. */
  | 'ENDPOINT_OUT'
  /** A job failed in a way that trying again does not mend. */
  | 'DEAD_LETTER'
  /** Trading is halted, or only reduced, in a scope: a person did it and a person re-arms it. */
  | 'RESTRICTED'
  /** A process has not been heard of. */
  | 'PROCESS_SILENT';

/** What an alert is about. One of its kind is open for it at a time. */
export interface AlertSubject {
  readonly kind: AlertKind;
  /** `intent`, `wallet`, `endpoint`, `queue`, … */
  readonly objectKind: string;
  readonly objectId: string;
}

export interface NewAlert extends AlertSubject {
  /** Null when it is about the whole installation. */
  readonly organizationId: OrganizationId | null;
  readonly severity: AlertSeverity;
  /** JSON; amounts as decimal text, never a secret. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export interface Alert extends NewAlert {
  readonly id: string;
  readonly openedAt: Date;
  /** Null while it is open. */
  readonly resolvedAt: Date | null;
  /** Null until somebody has said that they look at it. */
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedById: UserId | null;
}
