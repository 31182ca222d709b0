/** Searching the audit log (AD-03): owners their organisation's, administrators that of all and of the installation. */
import type { AuditFilter, AuditLogEntry } from '#core/domain/audit/entry.ts';
import { appError } from '#core/domain/errors.ts';
import { isUuid } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { auditPage, auditPageOfAll } from '#core/store/audit-entries.ts';
import type { Database, Schedule } from '#core/store/db.ts';
import type { Caller } from '../account/caller.ts';
import { requireAdmin } from '../require-admin.ts';
import { requireOwner } from '../require-owner.ts';
import { parseText } from '../text-input.ts';

const LONGEST = 200;

/** Newest first. @throws AppError FORBIDDEN, BAD_USER_INPUT, INVALID_CURSOR */
export async function searchAudit(
  { db }: { readonly db: Database },
  caller: Caller,
  filter: AuditFilter,
  page: PageRequest,
): Promise<Page<AuditLogEntry>> {
  requireOwner(caller);
  return auditPage(db.as(caller), caller, parseFilter(filter), page);
}

/** `organizationId` null for all. Newest first. @throws AppError FORBIDDEN, NOT_FOUND, BAD_USER_INPUT, INVALID_CURSOR */
export async function searchAllAudit(
  { schedule }: { readonly schedule: Schedule },
  caller: Caller,
  { organizationId, ...filter }: AuditFilter & { readonly organizationId: string | null },
  page: PageRequest,
): Promise<Page<AuditLogEntry>> {
  requireAdmin(caller);
  if (organizationId !== null && !isUuid(organizationId)) throw appError('NOT_FOUND', { what: 'organisation' });
  return auditPageOfAll(schedule, organizationId, parseFilter(filter), page);
}

/** @throws AppError BAD_USER_INPUT */
function parseFilter(filter: AuditFilter): AuditFilter {
  if (filter.action !== undefined && !/^[a-z0-9.-]{1,64}$/.test(filter.action)) {
    throw appError('BAD_USER_INPUT', {
      field: 'filter.action',
      rule: 'must be 1 to 64 small letters, digits, dots and dashes',
    });
  }
  for (const field of ['actorId', 'objectKind', 'objectId', 'text'] as const) {
    const value = filter[field];
    if (value !== undefined) parseText(value, `filter.${field}`, { min: 1, max: LONGEST });
  }
  return filter;
}
