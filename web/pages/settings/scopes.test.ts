import { expect, it } from 'vitest';
import { endOf, isInUse, LIFETIMES } from './scopes.ts';

const NOW = Date.parse('2026-03-01T00:00:00.000Z');

it('A-07 counts a key as in use until it ends or is revoked', () => {
  const key = { revokedAt: null, expiresAt: endOf(7, NOW) };
  expect(key.expiresAt).toBe('2026-03-08T00:00:00.000Z');
  expect(isInUse(key, NOW)).toBe(true);
  expect(isInUse(key, Date.parse(key.expiresAt))).toBe(false);
  expect(isInUse({ ...key, revokedAt: key.expiresAt }, NOW)).toBe(false);
});

it('A-07 offers no lifetime that the server refuses', () => {
  expect(Math.max(...LIFETIMES)).toBeLessThanOrEqual(366);
});
