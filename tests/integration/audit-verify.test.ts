import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appendAudit } from '#core/store/audit.ts';
import { openDatabase } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { createChainer } from '#core/usecases/audit/link-audit.ts';
import { TYPESCRIPT_FLAGS } from '../../scripts/lib/run-typescript.mjs';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';

let database: TestDatabase;
let rows: Rows;
let tenant: Actor;
beforeAll(async () => {
  database = await cloneDatabase();
  rows = openRows(database.superuserUrl);
  tenant = await rows.tenant();
  const pool = { max: 1, applicationName: 'test' };
  const app = openDatabase({ url: database.addresses.DATABASE_URL, ...pool });
  const links = openDatabase({ url: database.addresses.DATABASE_CHAINER_URL, ...pool });
  for (const objectId of ['1', '2', '3']) {
    const entry = { action: 'thing.done', objectKind: 'thing', objectId, actorId: tenant.userId };
    await app.transaction(tenant, (tx) => appendAudit(tx, { ...entry, organizationId: tenant.organizationId }));
  }
  await createChainer(links).round();
  await Promise.all([app.close(), links.close()]);
});
afterAll(async () => {
  await rows.close();
  await database.drop();
});

/** Runs `audit verify` as the command line does. */
const verify = (...args: string[]): Promise<{ code: number; output: string }> =>
  new Promise((resolve) => {
    const program = [...TYPESCRIPT_FLAGS, 'scripts/verify-audit.ts', ...args];
    const env = { PATH: process.env['PATH'], DATABASE_CHAINER_URL: database.addresses.DATABASE_CHAINER_URL };
    execFile(process.execPath, program, { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });

it('AD-03 the command prints the heads, takes them back, and ends with 1 once a row was edited or a chain cut short', async () => {
  const sound = await verify();
  expect(sound).toMatchObject({ code: 0, output: expect.stringContaining('3 rows in 1 chains: all sound.') });
  const head = /^sound {2}(\S+)$/m.exec(sound.output)?.[1] ?? '';
  expect(head).toMatch(new RegExp(`^${tenant.organizationId}:3:[0-9a-f]{64}$`));
  expect((await verify('--organization', tenant.organizationId, '--expect-head', head)).code).toBe(0);

  await rows.select(
    `SET session_replication_role = replica; UPDATE audit_log SET actor_id = NULL WHERE object_id = '2'`,
  );
  const [edited] = await rows.select<{ id: string }>(`SELECT id FROM audit_log WHERE object_id = '2'`);
  const { code, output } = await verify('--json');
  expect(code).toBe(1);
  expect(JSON.parse(output)).toMatchObject({
    sound: false,
    chains: [{ links: '3', broken: { kind: 'EDITED', seq: '2', auditId: edited?.id }, head }],
  });

  await rows.select(
    `SET session_replication_role = replica; DELETE FROM audit_links WHERE seq > 1; DELETE FROM audit_log WHERE object_id > '1'`,
  );
  expect((await verify()).code).toBe(0);
  const cut = await verify('--expect-head', head);
  expect(cut).toMatchObject({ code: 1, output: expect.stringContaining('TRUNCATED at link 3') });
});

it('AD-03 what it cannot understand ends with a sentence and how it is used', async () => {
  const { code, output } = await verify('--expect-head', 'nonsense');
  expect({ code, output }).toEqual({
    code: 1,
    output: expect.stringContaining('"nonsense" is no head. npm run sluice'),
  });
});
