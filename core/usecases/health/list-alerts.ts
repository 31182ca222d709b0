import type { Alert } from '#core/domain/alert/alert.ts';
import { openAlerts } from '#core/store/alerts.ts';
import type { Schedule } from '#core/store/db.ts';
import type { Caller } from '../account/caller.ts';
import { requireAdmin } from '../require-admin.ts';

const MOST = 200;

/** Open alerts of the whole installation, newest first. @throws AppError FORBIDDEN */
export async function listAlerts(deps: { readonly schedule: Schedule }, caller: Caller): Promise<Alert[]> {
  requireAdmin(caller);
  return openAlerts(deps.schedule, MOST);
}
