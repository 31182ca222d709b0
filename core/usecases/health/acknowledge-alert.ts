import type { Alert } from '#core/domain/alert/alert.ts';
import { acknowledge, findAlert } from '#core/store/alerts.ts';
import { appendAudit } from '#core/store/audit.ts';
import type { Database, Schedule } from '#core/store/db.ts';
import { scopeOf } from '#core/store/tenant.ts';
import type { Caller } from '../account/caller.ts';
import { found } from '../found.ts';
import { requireAdmin } from '../require-admin.ts';

/**
 * Tells the others that somebody looks at it. The alert stays open until what it tells of is over; one that was acknowledged
 * before stays as it was.
 * @throws AppError FORBIDDEN, NOT_FOUND
 */
export async function acknowledgeAlert(
  deps: { readonly db: Database; readonly schedule: Schedule },
  caller: Caller,
  alertId: string,
): Promise<Alert> {
  requireAdmin(caller);
  const { id, kind, organizationId } = found(await findAlert(deps.schedule, alertId), 'alert');
  await deps.db.transaction(scopeOf(organizationId), async (tx) => {
    if (!(await acknowledge(tx, id, caller.userId))) return;
    const object = { objectKind: 'alert', objectId: id };
    await appendAudit(tx, {
      organizationId,
      actorId: caller.userId,
      action: 'alert.acknowledged',
      ...object,
      detail: { kind },
    });
  });
  return found(await findAlert(deps.schedule, id), 'alert');
}
