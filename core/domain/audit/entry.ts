import type { OrganizationId, UserId } from '../ids.ts';

/** A row of the audit log, as people read it. */
export interface AuditLogEntry {
  readonly id: bigint;
  /** Null for what belongs to the installation. */
  readonly organizationId: OrganizationId | null;
  /** Null when it was no person. */
  readonly actorId: UserId | null;
  /** `noun.verb`, as in `campaign.started`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail: unknown;
  readonly at: Date;
  /** Its place in the hash chain and the link's SHA-256; null until it is linked, within a second. */
  readonly seq: bigint | null;
  readonly hash: string | null;
}

/** What is left out does not narrow the search. */
export interface AuditFilter {
  readonly actorId?: string | undefined;
  /** What the action begins with: `campaign.` for all that was done to campaigns. */
  readonly action?: string | undefined;
  readonly objectKind?: string | undefined;
  readonly objectId?: string | undefined;
  /** From this moment on. */
  readonly from?: Date | undefined;
  /** Before this moment. */
  readonly to?: Date | undefined;
  /** Words of the detail. */
  readonly text?: string | undefined;
}
