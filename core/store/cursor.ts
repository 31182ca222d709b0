/**
 * Opaque cursors over (time, id), newest first. A cursor names the list it came from, so that one of another list is refused
 * instead of being understood wrongly.
 */
import { appError } from '#core/domain/errors.ts';
import { isUuid } from '#core/domain/ids.ts';
import { LARGEST_PAGE, type Page, type PageRequest } from '#core/domain/page.ts';

/** Where a page begins, as SQL parameters for `(created_at, id) < ($n, $m)`. */
export type Keyset = readonly [at: string, id: string];

/** Where one row stands in its list. */
export interface Position {
  readonly at: Date;
  readonly id: string;
}

const START: Keyset = ['infinity', 'ffffffff-ffff-ffff-ffff-ffffffffffff'];
const CURSOR = /^(\w+):(\d{1,15}):([0-9a-f-]{36})$/;

export const encodeCursor = (list: string, position: Position): string =>
  Buffer.from(`${list}:${position.at.getTime()}:${position.id}`).toString('base64url');

/** @throws AppError INVALID_CURSOR when the text is no cursor of `list`. */
export function decodeCursor(list: string, cursor: string): Keyset {
  const [, from, at, id] = CURSOR.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  const date = new Date(Number(at));
  if (from !== list || id === undefined || !isUuid(id) || Number.isNaN(date.getTime())) {
    throw appError('INVALID_CURSOR', { field: 'after' });
  }
  return [date.toISOString(), id];
}

/** The rows to ask for: one more than the page holds, to know whether there is a next one. */
export interface PageQuery {
  readonly list: string;
  readonly first: number;
  readonly keyset: Keyset;
  readonly limit: number;
}

/** @throws AppError BAD_USER_INPUT for `first` out of range. */
export function pageSize({ first }: PageRequest): number {
  if (Number.isInteger(first) && first >= 1 && first <= LARGEST_PAGE) return first;
  throw appError('BAD_USER_INPUT', { field: 'first', rule: `must be 1 to ${LARGEST_PAGE}` });
}

/** @throws AppError BAD_USER_INPUT for `first` out of range, INVALID_CURSOR. */
export function pageQuery(list: string, request: PageRequest): PageQuery {
  const first = pageSize(request);
  const { after } = request;
  return { list, first, keyset: after == null ? START : decodeCursor(list, after), limit: first + 1 };
}

/** Cuts the rows of a `pageQuery` into a page. */
export function toPage<T>(query: PageQuery, rows: readonly T[], position: (row: T) => Position): Page<T> {
  const items = rows.slice(0, query.first).map((node) => ({ node, cursor: encodeCursor(query.list, position(node)) }));
  return { items, hasNext: rows.length > query.first };
}

/** Cuts rows of several lists read by one `pageQuery` into a page for each of `groups`. */
export function groupPages<T, Id>(
  query: PageQuery,
  groups: readonly Id[],
  rows: readonly T[],
  of: { group: (row: T) => Id; position: (row: T) => Position },
): ReadonlyMap<Id, Page<T>> {
  const byGroup = new Map<Id, T[]>(groups.map((group) => [group, []]));
  for (const row of rows) byGroup.get(of.group(row))?.push(row);
  return new Map([...byGroup].map(([group, own]) => [group, toPage(query, own, of.position)]));
}
