/** Wrapped keys, read and replaced by the signer's role. A blob is replaced only where the one that was read still stands. */
import type { KekContext } from '#core/ports/kek.ts';
import type { KekCount, RotationStore, StoredWrapped } from '#core/ports/rotation-store.ts';
import type { Executor } from './db.ts';

const TABLES = {
  'data-key': { table: 'user_data_keys', id: 'user_id', type: 'uuid' },
  'sealing-key': { table: 'sealing_keys', id: 'id', type: 'text' },
} as const satisfies Record<KekContext['purpose'], object>;

/** `db` in no organisation's scope. */
export const createRotationStore = (db: Executor): RotationStore => ({
  async counts() {
    const rows = await db.query<{ kekId: string; keys: number }>({
      text: `SELECT kek_id AS "kekId", count(*)::int AS keys
             FROM (SELECT kek_id FROM user_data_keys UNION ALL SELECT kek_id FROM sealing_keys) AS wrapped
             GROUP BY kek_id ORDER BY kek_id`,
    });
    return rows satisfies KekCount[];
  },

  async page(purpose, { after, except, limit }) {
    const { table, id, type } = TABLES[purpose];
    const rows = await db.query<{ subject: string; blob: Buffer; kekId: string }>({
      text: `SELECT ${id}::text AS subject, blob, kek_id AS "kekId" FROM ${table}
             WHERE ($1::${type} IS NULL OR ${id} > $1::${type}) AND ($2::text IS NULL OR kek_id <> $2)
             ORDER BY ${id} LIMIT $3`,
      values: [after?.subject ?? null, except ?? null, limit],
    });
    return rows.map((row): StoredWrapped => ({ purpose, ...row }));
  },

  async tell({ kekId, ...detail }) {
    await db.query({
      text: `INSERT INTO audit_log (action, object_kind, object_id, detail) VALUES ('keys.rotated', 'kek', $1, $2)`,
      values: [kekId, JSON.stringify(detail)],
    });
  },

  async replace(rows) {
    const [first] = rows;
    if (first === undefined) return new Set();
    const { table, id, type } = TABLES[first.purpose];
    const replaced = await db.query<{ subject: string }>({
      text: `UPDATE ${table} t SET blob = n.blob, kek_id = n.kek_id
             FROM unnest($1::text[], $2::bytea[], $3::bytea[], $4::text[]) AS n (subject, old, blob, kek_id)
             WHERE t.${id} = n.subject::${type} AND t.blob = n.old
             RETURNING n.subject`,
      values: [
        rows.map(({ subject }) => subject),
        rows.map(({ old }) => Buffer.from(old)),
        rows.map(({ blob }) => Buffer.from(blob)),
        rows.map(({ kekId }) => kekId),
      ],
    });
    return new Set(replaced.map(({ subject }) => subject));
  },
});
