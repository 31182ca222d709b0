/** What each database role sees and writes of each table, asked of the catalogue: a new table is in it without a word. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LOGINS } from '../../scripts/lib/database.mjs';
import { FORBIDDEN_BY_POSTGRES, handsOf, type RoleHands, refusalOf } from '../support/as-role.ts';
import { cloneDatabase, type TestDatabase } from '../support/database.ts';
import { identify, insertionOf, NOBODYS, plantRows, type TenantTable, tenantTables } from '../support/planted-rows.ts';
import { openRows, type Rows } from '../support/rows.ts';

/** Roles that act for organisations, each within those it names. */
const ACTING = ['sluice_app', 'sluice_worker', 'sluice_signer'] as const;
type Acting = (typeof ACTING)[number];

/** What the rules allow such a role beside the organisation: more is asked of these rows than whose they are. */
const MORE_IS_ASKED = new Set([
  'sluice_app intents',
  'sluice_worker intents',
  'sluice_app attempts',
  'sluice_worker attempts',
  'sluice_worker campaigns',
  'sluice_signer audit_log',
]);

let database: TestDatabase;
let rows: Rows;
let tables: TenantTable[];
let ours: string;
let theirs: string;
const hands = new Map<string, RoleHands>();
beforeAll(async () => {
  database = await cloneDatabase();
  rows = openRows(database.superuserUrl);
  tables = await tenantTables(rows);
  ({ ours, theirs } = await plantRows(rows));
  for (const { role, variable } of LOGINS) hands.set(role, handsOf(database.addresses[variable]));
});
afterAll(async () => {
  await Promise.all([...hands.values()].map((one) => one.close()));
  await rows.close();
  await database.drop();
});

const by = (role: string): RoleHands => {
  const found = hands.get(role);
  if (found === undefined) throw new Error(`no such role: ${role}`);
  return found;
};

/** Columns of the table that the role may do this with. */
const columnsOf = async (role: string, table: string, privilege: string): Promise<string[]> =>
  (
    await rows.select<{ name: string }>(
      `SELECT attname AS name FROM pg_attribute WHERE attrelid = $2::regclass AND attnum > 0 AND NOT attisdropped
       AND has_column_privilege($1, attrelid, attname, $3) ORDER BY attnum`,
      [role, table, privilege],
    )
  ).map(({ name }) => name);

const mayDelete = async (role: string, table: string): Promise<boolean> =>
  (await rows.select<{ may: boolean }>(`SELECT has_table_privilege($1, $2, 'DELETE') AS may`, [role, table]))[0]
    ?.may === true;

/** Roles and tables of which a privilege is held, with the columns it is held on. */
async function held(privilege: string): Promise<{ role: Acting; table: TenantTable; columns: string[] }[]> {
  const all = await Promise.all(
    ACTING.flatMap((role) =>
      tables.map(async (table) => ({ role, table, columns: await columnsOf(role, table.name, privilege) })),
    ),
  );
  return all.filter(({ columns }) => columns.length > 0);
}

const ownerOf = ({ name, owner }: TenantTable): string =>
  owner ?? (name === 'campaign_event_seqs' ? 'campaign_id' : 'id');

describe('A-08 every table', () => {
  it('is some organisation’s and protected, or is said to be nobody’s', async () => {
    const unprotected = await rows.select<{ name: string }>(
      `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
       AND NOT relrowsecurity ORDER BY 1`,
    );
    for (const { name } of unprotected) expect(NOBODYS, `${name} has no row-level security`).toHaveProperty(name);
    for (const { name, owner } of tables) {
      expect(owner !== null || name === 'campaign_event_seqs', `${name} names no organisation`).toBe(true);
    }
  });

  it('has one rule for who acts for an organisation, and none for everybody', async () => {
    const policies = await rows.select<{ table: string; roles: string; permissive: string }>(
      `SELECT tablename AS table, roles::text AS roles, permissive FROM pg_policies WHERE policyname = 'organization'`,
    );
    const expected = tables.map(({ name }) => ({
      ...{ table: name, roles: '{sluice_app,sluice_signer,sluice_worker}', permissive: 'PERMISSIVE' },
    }));
    const sorted = (list: typeof policies) =>
      list
        .map((one) => ({ ...one, roles: `{${one.roles.slice(1, -1).split(',').sort().join(',')}}` }))
        .sort((a, b) => (a.table < b.table ? -1 : 1));
    expect(sorted(policies)).toEqual(sorted(expected));
    expect(await rows.select(`SELECT 1 FROM pg_policies WHERE 'public' = ANY (roles)`)).toEqual([]);
  });

  it('is above none of the roles but the owner', async () => {
    const free = await rows.select<{ name: string }>(
      `SELECT rolname AS name FROM pg_roles WHERE rolname LIKE 'sluice_%' AND (rolsuper OR rolbypassrls OR rolcreaterole)`,
    );
    expect(free).toEqual([]);
    const owners = await rows.select(`SELECT DISTINCT tableowner AS name FROM pg_tables WHERE schemaname = 'public'`);
    expect(owners).toEqual([{ name: 'sluice_owner' }]);
  });

  it('functions that act for the owner name their tables themselves', async () => {
    const loose = await rows.select(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
       AND NOT EXISTS (SELECT 1 FROM unnest(proconfig) AS c (setting) WHERE setting LIKE 'search_path=pg_catalog%')`,
    );
    expect(loose).toEqual([]);
  });
});

describe('A-08 who acts for organisations', () => {
  it('sees nothing before it has said for which', async () => {
    for (const { role, table, columns } of await held('SELECT')) {
      const shown = await by(role).query<Record<string, unknown>>([], `SELECT "${columns[0]}" FROM "${table.name}"`);
      expect(shown, `${role} sees ${table.name}`).toEqual([]);
    }
  });

  it('sees the rows of those it has named, and no other', async () => {
    for (const { role, table, columns } of await held('SELECT')) {
      const owner = ownerOf(table);
      expect(columns, `${role} may read whose a row of ${table.name} is`).toContain(owner);
      const see = (ids: string[]) => by(role).query(ids, `SELECT "${owner}" AS owner FROM "${table.name}" ORDER BY 1`);
      expect(await see([ours]), `${role} sees ${table.name}`).toEqual([{ owner: ours }]);
      expect(await see([theirs]), `${role} sees ${table.name}`).toEqual([{ owner: theirs }]);
      expect(await see([ours, theirs]), `${role} sees ${table.name}`).toHaveLength(2);
    }
  });

  it('cannot insert a row of another, or before it has said for which', async () => {
    for (const { role, table, columns } of await held('INSERT')) {
      const insert = async (id: string, named: string[]) =>
        refusalOf(by(role).query(named, await insertionOf(rows, table.name, identify(table.name, id), columns)));
      const given = `${role} into ${table.name}`;
      expect(await insert(theirs, [ours]), given).toBe(FORBIDDEN_BY_POSTGRES);
      expect(await insert(ours, []), given).toBe(FORBIDDEN_BY_POSTGRES);
      const more = MORE_IS_ASKED.has(`${role} ${table.name}`);
      const taken = identify(table.name, ours);
      // Where its key is the organisation's own, the one row that may be is there already.
      const expected = 'id' in taken || 'campaign_id' in taken ? '23505' : null;
      if (!more) expect(await insert(ours, [ours]), given).toBe(expected);
    }
  });

  it('cannot change a row of another, nor give one away', async () => {
    for (const { role, table, columns } of await held('UPDATE')) {
      const [column = ''] = columns;
      const owner = ownerOf(table);
      const touch = (named: string[], id: string) =>
        by(role).query(
          named,
          `UPDATE "${table.name}" SET "${column}" = "${column}" WHERE "${owner}" = $1 RETURNING 1`,
          [id],
        );
      const given = `${role} in ${table.name}`;
      expect(await touch([ours], theirs), given).toEqual([]);
      expect(await touch([], ours), given).toEqual([]);
      if (!MORE_IS_ASKED.has(`${role} ${table.name}`)) expect(await touch([ours], ours), given).toHaveLength(1);
      const give = by(role).query([ours], `UPDATE "${table.name}" SET "${owner}" = $1`, [theirs]);
      expect(await refusalOf(give), given).toBe(FORBIDDEN_BY_POSTGRES);
    }
  });

  it('cannot delete a row of another', async () => {
    for (const role of ACTING) {
      for (const { name } of tables) {
        if (!(await mayDelete(role, name))) continue;
        const remove = (named: string[]) => by(role).query(named, `DELETE FROM "${name}" RETURNING 1`);
        expect(await remove([]), `${role} from ${name}`).toEqual([]);
        expect(await remove([ours]), `${role} from ${name}`).toHaveLength(1);
      }
    }
  });

  it('a setting that names nobody there is, or nothing that could be, shows nothing', async () => {
    const nothing = ['', '%', ',', 'true', `' OR true --`, ours.slice(1), ours.replaceAll('-', ''), ours.toUpperCase()];
    for (const named of [crypto.randomUUID(), ...nothing]) {
      expect(await by('sluice_app').query([named], 'SELECT id FROM wallets'), named).toEqual([]);
    }
    const seen = await by('sluice_app').query([`${ours}' OR true`], 'SELECT organization_id FROM wallets');
    expect(seen).toEqual([{ organization_id: ours }]);
  });
});

describe('A-08 the scheduler', () => {
  /** All it may read, across organisations: what is due, whose it is and how it stands. No amounts, no terms, no bytes, no names. */
  const COLUMNS: Readonly<Record<string, string>> = {
    organizations: 'id',
    campaigns: 'id organization_id',
    wallets: 'id organization_id kind address genesis_hash booked_signature booked_slot',
    runs: 'id organization_id campaign_id status next_due_at ended_at',
    intents:
      'id organization_id campaign_id run_id kind wallet_id fee_payer_wallet_id due_at not_after state review_reason fence lease_until signature_budget signatures created_at',
    attempts:
      'id organization_id intent_id signature state blockhash_slot death_bound freshness_bound signed_at sent_at confirmed_slot',
    fills: 'created_at',
    campaign_event_seqs: 'campaign_id last_seq',
  };
  /** Of operators: all of it. */
  const WHOLE = ['alerts', 'audit_links', 'audit_log', 'dead_letters', 'guards', 'processes'];

  it('reads these columns, and writes nothing', async () => {
    const granted = await rows.select<{ table: string; columns: string[]; whole: boolean; writes: boolean }>(
      `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
              has_table_privilege('sluice_scheduler', c.oid, 'SELECT') AS whole,
              has_any_column_privilege('sluice_scheduler', c.oid, 'INSERT, UPDATE')
                OR has_table_privilege('sluice_scheduler', c.oid, 'DELETE, TRUNCATE') AS writes
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
       WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
         AND has_column_privilege('sluice_scheduler', c.oid, a.attnum, 'SELECT, INSERT, UPDATE')
       GROUP BY c.oid, c.relname ORDER BY 1`,
    );
    expect(granted.filter(({ writes }) => writes)).toEqual([]);
    expect(granted.filter(({ whole }) => whole).map(({ table }) => table)).toEqual(WHOLE);
    const some = granted.filter(({ whole }) => !whole).map(({ table, columns }) => [table, columns.sort()]);
    const expected = Object.entries(COLUMNS).map(([table, columns]) => [table, columns.split(' ').sort()]);
    expect(Object.fromEntries(some)).toEqual(Object.fromEntries(expected));
  });

  it('reads them of all organisations', async () => {
    for (const table of Object.keys(COLUMNS)) {
      const [count] = await by('sluice_scheduler').query<{ all: string }>([], `SELECT count(*) AS all FROM "${table}"`);
      expect(Number(count?.all), table).toBeGreaterThanOrEqual(2);
    }
  });
});

describe('W-03 roles that act for nobody', () => {
  const readable = async (role: string) =>
    (
      await rows.select<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
         AND has_any_column_privilege($1, oid, 'SELECT, INSERT, UPDATE, REFERENCES') ORDER BY 1`,
        [role],
      )
    ).map(({ name }) => name);

  it('sign-in has its own tables, the audit chain its two', async () => {
    expect(await readable('sluice_auth')).toEqual([
      'accounts',
      'invitations',
      'jwks',
      'members',
      'organizations',
      'sessions',
      'users',
      'verifications',
    ]);
    expect(await readable('sluice_chainer')).toEqual(['audit_links', 'audit_log']);
  });

  it('the worker sees sessions that ended long ago, to remove them, and no other', async () => {
    const session = (days: number) => ({
      ...{ id: crypto.randomUUID(), token: crypto.randomUUID(), user_id: crypto.randomUUID() },
      ...{ updated_at: new Date(), expires_at: new Date(Date.now() - days * 86_400_000) },
    });
    await rows.insert('sessions', session(1));
    await rows.insert('sessions', session(31));
    expect(await by('sluice_worker').query([], 'DELETE FROM sessions RETURNING expires_at')).toHaveLength(1);
    expect(await by('sluice_worker').query([], 'SELECT expires_at FROM sessions')).toHaveLength(1);
  });

  it.each(['accounts', 'jwks', 'verifications', 'wallet_keys', 'user_data_keys', 'sealing_keys'])(
    'the server reads no secret of %s',
    async (table) => {
      expect(await refusalOf(by('sluice_app').query([ours], `SELECT * FROM ${table}`))).toBe(FORBIDDEN_BY_POSTGRES);
    },
  );
});
