/** A user's wrapped data key: one row, wrapped anew at a rotation; the signer's role alone may touch it. */
import type { UserId } from '#core/domain/ids.ts';
import type { Executor } from './db.ts';

const READ = 'SELECT blob FROM user_data_keys WHERE user_id = $1';

/**
 * The user's wrapped data key; `make` gives one where there is none yet. Of two that are made at once the first stays.
 * Committed when this resolves, so that nothing is ever encrypted under a key that could be lost.
 */
export async function ensureDataKey(
  db: Executor,
  userId: UserId,
  make: () => Promise<{ blob: Uint8Array; kekId: string }>,
): Promise<Uint8Array> {
  const [found] = await db.query<{ blob: Buffer }>({ name: 'data-key-read', text: READ, values: [userId] });
  if (found !== undefined) return found.blob;
  const { blob, kekId } = await make();
  await db.query({
    text: 'INSERT INTO user_data_keys (user_id, blob, kek_id) VALUES ($1, $2, $3) ON CONFLICT (user_id) DO NOTHING',
    values: [userId, Buffer.from(blob), kekId],
  });
  const [stored] = await db.query<{ blob: Buffer }>({ name: 'data-key-read', text: READ, values: [userId] });
  if (stored === undefined) throw new Error('the data key was not stored');
  return stored.blob;
}

/** The newest data key under each master key: enough to see whether a ring of master keys is the one they were made with. */
export const newestDataKeys = (db: Executor): Promise<{ userId: UserId; blob: Buffer; kekId: string }[]> =>
  db.query({
    text: `SELECT DISTINCT ON (kek_id) user_id AS "userId", blob, kek_id AS "kekId"
           FROM user_data_keys ORDER BY kek_id, created_at DESC`,
  });
