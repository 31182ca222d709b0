import { expect, it } from 'vitest';
import { filterOf, NO_SEARCH } from './audit-filter.ts';

it('AD-03 asks for nothing that was left empty', () => {
  expect(filterOf(NO_SEARCH)).toEqual({});
  expect(filterOf({ ...NO_SEARCH, action: ' Wallet. ', text: ' ' })).toEqual({ action: 'wallet.' });
});

it('AD-03 finds what happened on the last day too, over the end of a month', () => {
  const { from, to } = filterOf({ ...NO_SEARCH, from: '2026-02-28', to: '2026-02-28' });
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(86_400_000);
  expect(new Date(from ?? '').getDate()).toBe(28);
  expect(new Date(to ?? '').getDate()).toBe(1);
});
