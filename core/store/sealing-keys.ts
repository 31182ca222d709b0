/** The wrapped key that imports are sealed to: one row, made by the first who asks; the signer's role alone may touch it. */
import type { StoredSealingKey } from '#core/ports/vault.ts';
import type { Executor } from './db.ts';

const firstSealingKey = async (db: Executor): Promise<StoredSealingKey | undefined> => {
  const [first] = await db.query<{ id: string; blob: Buffer }>({
    name: 'sealing-key-read',
    text: 'SELECT id, blob FROM sealing_keys ORDER BY created_at, id LIMIT 1',
  });
  return first;
};

/** The sealing key; `make` gives one where there is none yet. Of two that are made at once the first stays. */
export async function ensureSealingKey(
  db: Executor,
  make: () => Promise<StoredSealingKey & { kekId: string }>,
): Promise<StoredSealingKey> {
  const found = await firstSealingKey(db);
  if (found !== undefined) return found;
  const { id, blob, kekId } = await make();
  await db.query({
    text: `INSERT INTO sealing_keys (id, blob, kek_id)
           SELECT $1, $2, $3 WHERE NOT EXISTS (SELECT 1 FROM sealing_keys)`,
    values: [id, Buffer.from(blob), kekId],
  });
  const stored = await firstSealingKey(db);
  if (stored === undefined) throw new Error('the sealing key was not stored');
  return stored;
}

/** All that there are: a ring of master keys must open them as it must open data keys. */
export const sealingKeys = (db: Executor): Promise<(StoredSealingKey & { kekId: string })[]> =>
  db.query<{ id: string; blob: Buffer; kekId: string }>({
    text: 'SELECT id, blob, kek_id AS "kekId" FROM sealing_keys',
  });
