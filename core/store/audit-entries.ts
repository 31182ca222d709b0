/** The audit log as people search it, newest first. */
import type { AuditFilter, AuditLogEntry } from '#core/domain/audit/entry.ts';
import { appError } from '#core/domain/errors.ts';
import { isUuid } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { pageSize } from './cursor.ts';
import type { Executor, Row, Schedule } from './db.ts';
import type { Tenant } from './tenant.ts';

const SELECT = `
  SELECT a.id, a.organization_id AS "organizationId", a.actor_id AS "actorId", a.action, a.object_kind AS "objectKind",
         a.object_id AS "objectId", a.detail, a.at, l.seq, encode(l.hash, 'hex') AS hash
  FROM audit_log a LEFT JOIN audit_links l ON l.audit_id = a.id`;

/** Each with `?` for its value; as the indexes of the audit log have it. */
const CONDITIONS = {
  actorId: 'a.actor_id = ?::uuid',
  action: `a.action COLLATE "C" LIKE ? || '%'`,
  objectKind: 'a.object_kind = ?',
  objectId: 'a.object_id = ?',
  from: 'a.at >= ?',
  to: 'a.at < ?',
  text: `jsonb_to_tsvector('simple', a.detail, '["string", "numeric"]') @@ websearch_to_tsquery('simple', ?)`,
} as const satisfies Record<keyof AuditFilter, string>;

type Condition = readonly [sql: string, value: unknown];

const conditionsOf = (filter: AuditFilter): Condition[] =>
  Object.entries(CONDITIONS).flatMap(([name, sql]): Condition[] => {
    const value = filter[name as keyof AuditFilter];
    return value === undefined ? [] : [[sql, value]];
  });

const CURSOR = /^audit:(\d{1,18})$/;
const cursorOf = ({ id }: AuditLogEntry): string => Buffer.from(`audit:${id}`).toString('base64url');

/** @throws AppError INVALID_CURSOR */
function after(cursor: string): Condition {
  const [, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (id === undefined) throw appError('INVALID_CURSOR', { field: 'after' });
  return ['a.id < ?', id];
}

async function search(
  db: Executor,
  whose: readonly Condition[],
  filter: AuditFilter,
  request: PageRequest,
): Promise<Page<AuditLogEntry>> {
  const first = pageSize(request);
  const from = request.after == null ? [] : [after(request.after)];
  // No row has an actor whose id cannot be.
  if (filter.actorId !== undefined && !isUuid(filter.actorId)) return { items: [], hasNext: false };
  const conditions = [...whose, ...conditionsOf(filter), ...from];
  const where = conditions.map(([sql], index) => sql.replace('?', `$${index + 1}`)).join(' AND ') || 'true';
  const rows = await db.query<AuditLogEntry & Row>({
    text: `${SELECT} WHERE ${where} ORDER BY a.id DESC LIMIT $${conditions.length + 1}`,
    values: [...conditions.map(([, value]) => value), first + 1],
  });
  const items = rows.slice(0, first).map((node) => ({ node, cursor: cursorOf(node) }));
  return { items, hasNext: rows.length > first };
}

/** @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const auditPage = (
  db: Executor,
  { organizationId }: Tenant,
  filter: AuditFilter,
  request: PageRequest,
): Promise<Page<AuditLogEntry>> => search(db, [['a.organization_id = ?', organizationId]], filter, request);

/** Of all organisations, or of one that an administrator names. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export const auditPageOfAll = (
  schedule: Schedule,
  organizationId: string | null,
  filter: AuditFilter,
  request: PageRequest,
): Promise<Page<AuditLogEntry>> =>
  search(schedule, organizationId === null ? [] : [['a.organization_id = ?', organizationId]], filter, request);
