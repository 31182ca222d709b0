import { expect, it } from 'vitest';
import { campaignsByIds } from './campaigns.ts';
import type { Database, Schedule } from './db.ts';
import { appendEvents } from './events.ts';
import { dueRuns } from './execution-dispatch.ts';
import { NO_TENANT, organizationsIn, scopeOf, type Tenant } from './tenant.ts';
import { walletsByIds } from './wallets.ts';

/** Never run: what is marked must not compile, and the type check fails where it does. */
const misuse = async (db: Database, schedule: Schedule, tenant: Tenant): Promise<void> => {
  // @ts-expect-error A database runs nothing before it is told whose rows it is about.
  await db.query({ text: 'SELECT 1' });
  // @ts-expect-error Nor does it say so itself.
  db.as();
  // @ts-expect-error A transaction has a scope,
  await db.transaction(async () => undefined);
  // @ts-expect-error and an id that anybody could have sent is none.
  await db.transaction('0c6d0a52-9b1c-4f43-8b0c-111111111111', async () => undefined);
  // @ts-expect-error The store reads an organisation's rows in a scope,
  await walletsByIds(db, tenant, []);
  // @ts-expect-error and asks for whom.
  await campaignsByIds(db.as(tenant), []);
  // @ts-expect-error What writes several rows is part of a transaction.
  await appendEvents(db.as(tenant), []);
  // @ts-expect-error What looks across organisations has a handle of its own, which reads the scheduler's columns alone.
  await dueRuns(db.as(tenant), 1);
  await dueRuns(schedule, 1);
  await walletsByIds(db.as(tenant), tenant, []);
  await campaignsByIds(db.as(NO_TENANT), tenant, []);
};

it('A-08 a query without a scope does not compile', () => {
  expect(misuse).toBeTypeOf('function');
});

it('A-08 a scope names each organisation once', () => {
  const [a, b] = [{ organizationId: 'a' }, { organizationId: 'b' }] as unknown as [Tenant, Tenant];
  expect(organizationsIn(a)).toEqual(['a']);
  expect(organizationsIn([a, b, a])).toEqual(['a', 'b']);
  expect(organizationsIn(NO_TENANT)).toEqual([]);
  expect(scopeOf(null)).toBe(NO_TENANT);
});
