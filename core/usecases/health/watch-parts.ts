/** Alerts about parts of the installation: opened while one is missing, closed when it is back (AD-01). */
import type { AlertKind } from '#core/domain/alert/alert.ts';
import { isSilent } from '#core/domain/health/process.ts';
import type { Chain } from '#core/ports/chain.ts';
import { clearAlert, openAlertObjects, raiseAlert } from '#core/store/alerts.ts';
import type { Database, Executor } from '#core/store/db.ts';
import { forgetReplaced, knownProcesses } from '#core/store/processes.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import type { Backlog } from '../execution/watch-backlog.ts';

interface Missing {
  readonly objectId: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Opens an alert for each that is missing, and closes those of the kind that are not any more. */
async function keepAlerts(
  db: Executor,
  { kind, objectKind, severity }: { kind: AlertKind; objectKind: string; severity: 'WARNING' | 'CRITICAL' },
  missing: readonly Missing[],
): Promise<void> {
  for (const { objectId, detail } of missing) {
    await raiseAlert(db, { kind, objectKind, objectId, organizationId: null, severity, detail });
  }
  const ids = new Set(missing.map(({ objectId }) => objectId));
  for (const objectId of await openAlertObjects(db, kind)) {
    if (!ids.has(objectId)) await clearAlert(db, { kind, objectKind, objectId });
  }
}

/** Processes that have not been heard of, and endpoints whose word does not count. */
export async function watchParts(deps: { readonly db: Database; readonly chain: Chain }): Promise<void> {
  const db = deps.db.as(NO_TENANT);
  await forgetReplaced(db);
  const silent = (await knownProcesses(db)).filter(isSilent);
  await keepAlerts(
    db,
    { kind: 'PROCESS_SILENT', objectKind: 'process', severity: 'WARNING' },
    silent.map(({ id, name, kind }) => ({ objectId: id, detail: { name, kind } })),
  );
  const out = deps.chain.status().filter(({ standing }) => standing !== 'READY' && standing !== 'NOT_ASKED');
  await keepAlerts(
    db,
    { kind: 'ENDPOINT_OUT', objectKind: 'endpoint', severity: 'WARNING' },
    out.map(({ name, standing }) => ({ objectId: name, detail: { standing } })),
  );
}

/** Whether due trades are being taken. */
export const tellBacklog = (db: Database, { stuck, waitingMs }: Backlog): Promise<void> =>
  keepAlerts(
    db.as(NO_TENANT),
    { kind: 'BACKLOG_STUCK', objectKind: 'platform', severity: 'CRITICAL' },
    stuck ? [{ objectId: 'trades', detail: { waitingSeconds: Math.round(waitingMs / 1_000) } }] : [],
  );
