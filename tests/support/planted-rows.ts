/** One row of every table for each of two organisations, made from the catalogue: whatever tables there are, they are in it. */
import { newId } from '#core/store/new-id.ts';
import type { Rows } from './rows.ts';

export interface TenantTable {
  readonly name: string;
  /** Names the organisation; null where the row's campaign does. */
  readonly owner: 'organization_id' | 'id' | null;
}

/** Tables that belong to no organisation. Who adds one says here why. */
export const NOBODYS: Readonly<Record<string, string>> = {
  ...{ users: 'people', sessions: 'people', accounts: 'people', verifications: 'people', jwks: 'sign-in' },
  ...{ refresh_tokens: 'people', account_tokens: 'people', two_factors: 'people', guesses: 'sign-in' },
  ...{ challenges: 'sign-in', user_data_keys: 'people, the signer alone', sealing_keys: 'the signer' },
  ...{ chain: 'the installation', loop_leases: 'workers', processes: 'the installation' },
  ...{ job_failures: 'operators', dead_letters: 'operators', _prisma_migrations: 'the owner' },
};

/** Everything else. */
export async function tenantTables(rows: Rows): Promise<TenantTable[]> {
  const tables = await rows.select<{ name: string; owned: boolean }>(
    `SELECT c.relname AS name, EXISTS (SELECT 1 FROM pg_attribute a
                                       WHERE a.attrelid = c.oid AND a.attname = 'organization_id') AS owned
     FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') ORDER BY 1`,
  );
  return tables
    .filter(({ name }) => !(name in NOBODYS))
    .map(({ name, owned }) => ({ name, owner: owned ? 'organization_id' : name === 'organizations' ? 'id' : null }));
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly udt: string;
}

/** Values of no meaning, by the column's type. */
const VALUE: Readonly<Record<string, string>> = {
  uuid: 'gen_random_uuid()',
  text: 'gen_random_uuid()::text',
  bytea: `decode(md5(random()::text), 'hex')`,
  jsonb: `'{}'`,
  boolean: 'true',
  integer: '(random() * 1e6)::int',
  bigint: '(random() * 1e9)::bigint',
  numeric: '1',
  'timestamp with time zone': 'now()',
  ARRAY: `'{}'`,
  xid8: 'pg_current_xact_id()',
};

const sampleOf = ({ type, udt }: Column): string =>
  type === 'USER-DEFINED' ? `(enum_range(NULL::"${udt}"))[1]` : (VALUE[type] ?? VALUE[udt] ?? 'NULL');

/** `INSERT` of a row of no meaning; what is given stands as it is. */
export async function insertionOf(
  rows: Rows,
  table: string,
  given: Readonly<Record<string, string>>,
  only?: readonly string[],
) {
  const columns = await rows.select<Column>(
    `SELECT column_name AS name, data_type AS type, udt_name AS udt FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  const set = columns.filter(({ name }) => only === undefined || only.includes(name));
  const values = set.map((column) => (column.name in given ? `'${given[column.name]}'` : sampleOf(column)));
  return `INSERT INTO "${table}" (${set.map(({ name }) => `"${name}"`).join(', ')}) VALUES (${values.join(', ')})`;
}

/**
 * Takes away every rule of the tables but their privileges and policies, so that rows without meaning fit, and plants one of each
 * table for both.
 */
export async function plantRows(rows: Rows): Promise<{ ours: string; theirs: string }> {
  const [ours, theirs] = [newId(), newId()];
  await rows.select(`DO $$ DECLARE it record; BEGIN
    FOR it IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint
              WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f') LOOP
      EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', it.tab, it.conname);
    END LOOP;
    FOR it IN SELECT tgrelid::regclass AS tab, tgname FROM pg_trigger WHERE NOT tgisinternal LOOP
      EXECUTE format('DROP TRIGGER %I ON %s', it.tgname, it.tab);
    END LOOP;
  END $$`);
  const tables = await tenantTables(rows);
  for (const id of [ours, theirs]) {
    for (const { name } of tables) await rows.select(await insertionOf(rows, name, identify(name, id)));
  }
  return { ours, theirs };
}

/** What makes a row that organisation's: its campaign has its id too. */
export const identify = (table: string, id: string): Record<string, string> => ({
  organization_id: id,
  ...(table === 'organizations' || table === 'campaigns' ? { id } : {}),
  ...(table === 'campaign_event_seqs' ? { campaign_id: id } : {}),
});
