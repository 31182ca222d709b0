/** How an administrator comes to be: by the operator's command line, which speaks to the database itself. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseOf, setPlatformRole } from '../../scripts/lib/admin.mjs';
import { dataFolder } from '../../scripts/lib/data-folder.mjs';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { openRows, type Rows } from '../support/rows.ts';

let database: TestDatabase;
let rows: Rows;
beforeAll(async () => {
  database = await cloneDatabase();
  rows = openRows(database.superuserUrl);
});
afterAll(async () => {
  await rows.close();
  await database.drop();
});

const roleOf = async (userId: string) =>
  (await rows.select<{ role: string }>('SELECT role FROM users WHERE id = $1', [userId]))[0]?.role;

describe('AD-01 the role admin', () => {
  it('is granted and revoked by e-mail, each with one line in the audit log', async () => {
    const { userId } = await rows.tenant();
    const email = `${userId}@EXAMPLE.test`;
    const { DATABASE_MIGRATION_URL } = database.addresses;
    await setPlatformRole(DATABASE_MIGRATION_URL, email, 'admin');
    await setPlatformRole(DATABASE_MIGRATION_URL, email, 'admin');
    expect(await roleOf(userId)).toBe('admin');
    await setPlatformRole(DATABASE_MIGRATION_URL, email, 'user');
    expect(await roleOf(userId)).toBe('user');
    expect(await rows.select('SELECT action, object_id, detail FROM audit_log ORDER BY id')).toEqual([
      { action: 'user.role', object_id: userId, detail: { role: 'admin' } },
      { action: 'user.role', object_id: userId, detail: { role: 'user' } },
    ]);
  });

  it('is nobody’s who has no account, and needs a database', async () => {
    await expect(
      setPlatformRole(database.addresses.DATABASE_MIGRATION_URL, 'nobody@example.test', 'admin'),
    ).rejects.toThrow('There is no account for nobody@example.test. Sign up with it first.');
    expect(() => databaseOf(dataFolder('/nowhere'), {}, 'DATABASE_MIGRATION_URL')).toThrow(
      'There is no database in /nowhere.',
    );
    expect(databaseOf(dataFolder('/nowhere'), { DATABASE_URL: 'postgresql://given' }, 'DATABASE_MIGRATION_URL')).toBe(
      'postgresql://given',
    );
  });

  it('is one of two, whoever writes it', async () => {
    const { userId } = await rows.tenant();
    await expect(rows.select(`UPDATE users SET role = 'root' WHERE id = $1`, [userId])).rejects.toThrow('users_role');
  });
});
