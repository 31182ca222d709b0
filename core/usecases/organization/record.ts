import { appendAudit } from '#core/store/audit.ts';
import type { Transaction } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';

interface Deed {
  /** `noun.verb`. */
  readonly action: string;
  readonly objectKind: string;
  readonly objectId: string;
  readonly detail?: Record<string, unknown>;
}

/** Writes what somebody did in their organisation into the audit log. */
export const record = (
  tx: Transaction,
  { organizationId, userId }: Pick<Actor, 'organizationId' | 'userId'>,
  deed: Deed,
): Promise<void> => appendAudit(tx, { organizationId, actorId: userId, ...deed });
