/** One statement by one database role, in a transaction that names the organisations it is about, or none. */
import pg from 'pg';

export interface RoleHands {
  /** @throws as Postgres refuses */
  query<R extends object>(
    organizationIds: readonly string[],
    text: string,
    values?: readonly unknown[],
  ): Promise<readonly R[]>;
  close(): Promise<void>;
}

/** Straight at Postgres, past all of our own code. What a statement does is rolled back, unless it is to be `kept`. */
export function handsOf(url: string, { kept = false }: { kept?: boolean } = {}): RoleHands {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  pool.on('error', () => undefined);
  return {
    async query<R extends object>(organizationIds: readonly string[], text: string, values: readonly unknown[] = []) {
      const client = await pool.connect();
      try {
        await client.query('BEGIN');
        await client.query(`SELECT set_config('sluice.organizations', $1, true)`, [organizationIds.join(',')]);
        const { rows } = await client.query(text, [...values]);
        await client.query(kept ? 'COMMIT' : 'ROLLBACK');
        return rows as R[];
      } catch (error) {
        await client.query('ROLLBACK');
        throw error;
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

/** Postgres' code, or ours (SL…), of a refusal; what was let through has none. */
export const refusalOf = (work: Promise<unknown>): Promise<string | null> =>
  work.then(
    () => null,
    (error: { code?: string }) => error.code ?? String(error),
  );

/** Lacking a privilege, or the rules of a table's rows. */
export const FORBIDDEN_BY_POSTGRES = '42501';
