import { afterAll, beforeAll, expect, it } from 'vitest';
import type { NewAlert } from '#core/domain/alert/alert.ts';
import { clearAlert, openAlerts, raiseAlert } from '#core/store/alerts.ts';
import { type Database, type Executor, openDatabase, openSchedule, type Schedule } from '#core/store/db.ts';
import { NO_TENANT } from '#core/store/tenant.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let open: Database;
let db: Executor;
let schedule: Schedule & { close(): Promise<void> };
beforeAll(async () => {
  database = await cloneDatabase();
  const pool = { max: 4, applicationName: 'alerts' };
  open = openDatabase({ url: database.addresses.DATABASE_WORKER_URL, ...pool });
  schedule = openSchedule({ url: database.addresses.DATABASE_SCHEDULER_URL, ...pool });
  db = open.as(NO_TENANT);
});
afterAll(async () => {
  await Promise.all([open.close(), schedule.close()]);
  await database.drop();
});

const alert: NewAlert = {
  ...{ organizationId: null, kind: 'LEDGER_DIFFERS', severity: 'CRITICAL', objectKind: 'wallet', objectId: 'w' },
  detail: { slot: '1' },
};

it('AD-01 an alert is open once for each kind and object, tells the newest detail, and opens anew after it was closed', async () => {
  const raised = await Promise.all([raiseAlert(db, alert), raiseAlert(db, alert), raiseAlert(db, alert)]);
  expect(raised.filter(Boolean)).toHaveLength(1);
  expect(await raiseAlert(db, { ...alert, detail: { slot: '2' } })).toBe(false);
  expect(await raiseAlert(db, { ...alert, objectId: 'another' })).toBe(true);
  expect(await openAlerts(schedule, 10)).toMatchObject([
    { objectId: 'another' },
    { objectId: 'w', detail: { slot: '2' } },
  ]);

  expect(await clearAlert(db, alert)).toBe(true);
  expect(await clearAlert(db, alert)).toBe(false);
  expect(await openAlerts(schedule, 10)).toMatchObject([{ objectId: 'another', resolvedAt: null }]);
  expect(await raiseAlert(db, alert)).toBe(true);
});
