/** Alerts: opened once for each kind and object, kept up to date while open, and closed when what they tell of is over. */
import type { Alert, AlertKind, AlertSubject, NewAlert } from '#core/domain/alert/alert.ts';
import { isUuid, type UserId } from '#core/domain/ids.ts';
import type { Executor, Schedule } from './db.ts';
import { newId } from './new-id.ts';

/** Opens the alert; one that is open already tells the newest detail instead. Whether it was not open before. */
export async function raiseAlert(db: Executor, alert: NewAlert): Promise<boolean> {
  const rows = await db.query<{ opened: boolean }>({
    name: 'raise-alert',
    text: `INSERT INTO alerts (id, organization_id, kind, severity, object_kind, object_id, detail)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (kind, object_kind, object_id) WHERE resolved_at IS NULL
           DO UPDATE SET severity = excluded.severity, detail = excluded.detail
           WHERE (alerts.severity, alerts.detail) IS DISTINCT FROM (excluded.severity, excluded.detail)
           RETURNING xmax = 0 AS opened`,
    values: [
      newId(),
      alert.organizationId,
      alert.kind,
      alert.severity,
      alert.objectKind,
      alert.objectId,
      JSON.stringify(alert.detail),
    ],
  });
  return rows[0]?.opened === true;
}

/** Closes the alert. Whether it was open. */
export async function clearAlert(db: Executor, { kind, objectKind, objectId }: AlertSubject): Promise<boolean> {
  const rows = await db.query({
    name: 'clear-alert',
    text: `UPDATE alerts SET resolved_at = clock_timestamp()
           WHERE kind = $1 AND object_kind = $2 AND object_id = $3 AND resolved_at IS NULL RETURNING 1`,
    values: [kind, objectKind, objectId],
  });
  return rows.length === 1;
}

const ALERT = `id, organization_id AS "organizationId", kind, severity, object_kind AS "objectKind", object_id AS "objectId",
  detail, opened_at AS "openedAt", resolved_at AS "resolvedAt", acknowledged_at AS "acknowledgedAt",
  acknowledged_by_id AS "acknowledgedById"`;

/** Open alerts of the whole installation, newest first. At most `limit`. */
export async function openAlerts(db: Schedule, limit: number): Promise<Alert[]> {
  return db.query<Alert & Record<string, unknown>>({
    name: 'open-alerts',
    text: `SELECT ${ALERT} FROM alerts WHERE resolved_at IS NULL ORDER BY opened_at DESC, id DESC LIMIT $1`,
    values: [limit],
  });
}

/** What the open alerts of a kind are about. */
export async function openAlertObjects(db: Executor, kind: AlertKind): Promise<string[]> {
  const rows = await db.query<{ objectId: string }>({
    name: 'open-alert-objects',
    text: 'SELECT object_id AS "objectId" FROM alerts WHERE kind = $1 AND resolved_at IS NULL',
    values: [kind],
  });
  return rows.map(({ objectId }) => objectId);
}

export async function findAlert(db: Schedule, id: string): Promise<Alert | null> {
  if (!isUuid(id)) return null;
  const [alert] = await db.query<Alert & Record<string, unknown>>({
    text: `SELECT ${ALERT} FROM alerts WHERE id = $1`,
    values: [id],
  });
  return alert ?? null;
}

/** Writes down who looks at it. Whether nobody did before. */
export async function acknowledge(db: Executor, id: string, byId: UserId): Promise<boolean> {
  const rows = await db.query({
    text: `UPDATE alerts SET acknowledged_at = clock_timestamp(), acknowledged_by_id = $2
           WHERE id = $1 AND acknowledged_at IS NULL RETURNING 1`,
    values: [id, byId],
  });
  return rows.length === 1;
}
