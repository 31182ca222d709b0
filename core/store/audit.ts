/** Appends to the audit log: what people and operators did. Trades are told by intents and events instead. */
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { Transaction } from './db.ts';

export interface AuditEntry {
  readonly organizationId: OrganizationId | null;
  readonly actorId: UserId | null;
  /** `noun.verb`, as in `campaign.started`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  /** What a reader will want to know; never a secret. */
  readonly detail?: Record<string, unknown>;
}

export async function appendAudit(tx: Transaction, entry: AuditEntry): Promise<void> {
  await tx.query({
    text: `INSERT INTO audit_log (organization_id, actor_id, action, object_kind, object_id, detail)
           VALUES ($1, $2, $3, $4, $5, $6)`,
    values: [
      entry.organizationId,
      entry.actorId,
      entry.action,
      entry.objectKind,
      entry.objectId,
      JSON.stringify(entry.detail ?? {}),
    ],
  });
}
