import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor, groupPages, pageQuery, toPage } from './cursor.ts';

const ID = '0190b3a0-0000-7000-8000-000000000001';
const at = new Date('2026-01-02T03:04:05.678Z');

describe('PF-02 cursors', () => {
  it('lead back to the row they were made from', () => {
    expect(decodeCursor('wallets', encodeCursor('wallets', { at, id: ID }))).toEqual([at.toISOString(), ID]);
  });

  it.each([
    ['nonsense', 'zzzz'],
    ['an empty text', ''],
    ['a cursor of another list', encodeCursor('pools', { at, id: ID })],
    ['an id that is none', encodeCursor('wallets', { at, id: 'x'.repeat(36) })],
    ['a time beyond all times', Buffer.from(`wallets:999999999999999:${'f'.repeat(36)}`).toString('base64url')],
    ['a cursor with something behind it', `${encodeCursor('wallets', { at, id: ID })}AAAA`],
  ])('are refused when they are %s', (_what, cursor) => {
    expect(() => decodeCursor('wallets', cursor)).toThrow(expect.objectContaining({ code: 'INVALID_CURSOR' }));
  });

  it.each([0, -1, 101, 1.5, Number.NaN])('refuse a page of %d', (first) => {
    const refusal = { code: 'BAD_USER_INPUT', context: { field: 'first', rule: 'must be 1 to 100' } };
    expect(() => pageQuery('wallets', { first })).toThrow(expect.objectContaining(refusal));
  });
});

describe('PF-02 pages', () => {
  const row = (n: number, group = 'a') => ({ id: `${ID.slice(0, -1)}${n}`, at, group });
  const position = ({ id, at: time }: { id: string; at: Date }) => ({ id, at: time });

  it('know from one row more whether there is a next one', () => {
    const query = pageQuery('rows', { first: 2 });
    expect(query.limit).toBe(3);
    const page = toPage(query, [row(1), row(2), row(3)], position);
    expect(page.items.map(({ node }) => node.id)).toEqual([row(1).id, row(2).id]);
    expect(page.hasNext).toBe(true);
    expect(toPage(query, [row(1), row(2)], position).hasNext).toBe(false);
  });

  it('are cut for each group, and empty for one without rows', () => {
    const query = pageQuery('rows', { first: 1 });
    const pages = groupPages(query, ['a', 'b', 'c'], [row(1, 'a'), row(2, 'a'), row(3, 'b')], {
      group: ({ group }) => group,
      position,
    });
    expect([...pages].map(([group, { items, hasNext }]) => [group, items.length, hasNext])).toEqual([
      ['a', 1, true],
      ['b', 1, false],
      ['c', 0, false],
    ]);
  });
});
