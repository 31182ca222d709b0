/** A superuser's hands in the database: arranges what other parts of the product would have written, and sees everything. */
import pg from 'pg';
import type { OrganizationId, UserId } from '#core/domain/ids.ts';
import type { OrganizationRole } from '#core/domain/organization/organization.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor } from '#core/store/tenant.ts';

export interface Rows {
  /** A user, an organisation of their own, and their membership in it. */
  tenant(role?: OrganizationRole): Promise<Actor>;
  /** Inserts the row; `jsonb` values are given as text. */
  insert(table: string, row: Readonly<Record<string, unknown>>): Promise<void>;
  select<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>;
  /** A digest of every row of every table: equal before and after means that nothing changed. */
  digest(): Promise<string>;
  close(): Promise<void>;
}

export function openRows(superuserUrl: string): Rows {
  const pool = new pg.Pool({ connectionString: superuserUrl, max: 2 });
  pool.on('error', () => undefined);
  const select = async <R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> =>
    (await pool.query(sql, [...values])).rows as R[];
  const insert = async (table: string, row: Readonly<Record<string, unknown>>): Promise<void> => {
    const columns = Object.keys(row);
    const places = columns.map((_, index) => `$${index + 1}`);
    const values = Object.values(row).map((value) => (typeof value === 'bigint' ? value.toString() : value));
    await pool.query(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`, values);
  };
  return {
    insert,
    select,
    async tenant(role = 'trader') {
      const userId = newId<UserId>();
      const organizationId = newId<OrganizationId>();
      const now = new Date();
      await insert('users', { id: userId, name: 'Test', email: `${userId}@example.test`, updated_at: now });
      await insert('organizations', { id: organizationId, name: 'Test', slug: organizationId });
      await insert('members', { id: newId(), organization_id: organizationId, user_id: userId, role });
      return { userId, organizationId, role };
    },
    async digest() {
      const tables = await select<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`,
      );
      const parts = await Promise.all(
        tables.map(({ name }) =>
          select<{ md5: string }>(`SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) AS md5 FROM "${name}" t`),
        ),
      );
      return parts.map(([part], index) => `${tables[index]?.name}:${part?.md5 ?? '-'}`).join('\n');
    },
    close: () => pool.end(),
  };
}
