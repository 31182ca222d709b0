/**
 * Exports of wallet keys that people asked for. The server's role inserts, and may not say when; the signer's spends each once,
 * within a minute. What was sealed is stored nowhere.
 */
import type { Address, GenesisHash, KeyExportId, UserId, WalletId } from '#core/domain/ids.ts';
import type { StoredKey } from '#core/ports/vault.ts';
import type { Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

export interface NewKeyExport {
  readonly id: KeyExportId;
  readonly walletId: WalletId;
  readonly userId: UserId;
  /** 32 bytes of X25519 that the console made for this export alone. */
  readonly recipientKey: Uint8Array;
  readonly idempotencyKey: string;
}

/**
 * How long until the organisation may export again, in seconds; 0: now. Those who ask at once wait for each other until their
 * transactions end, so that none goes uncounted.
 */
export async function secondsToNextExport(
  tx: Transaction,
  tenant: Tenant,
  { most, withinSeconds }: { readonly most: number; readonly withinSeconds: number },
): Promise<number> {
  await lockExports(tx, tenant);
  const [row] = await tx.query<{ seconds: number }>({
    text: `SELECT ceil($3 - extract(epoch FROM clock_timestamp() - created_at))::int AS seconds FROM key_exports
           WHERE organization_id = $1 AND created_at > clock_timestamp() - $3 * interval '1 second'
           ORDER BY created_at DESC OFFSET $2 - 1 LIMIT 1`,
    values: [tenant.organizationId, most, withinSeconds],
  });
  return Math.max(0, row?.seconds ?? 0);
}

const lockExports = (tx: Transaction, { organizationId }: Tenant): Promise<unknown> =>
  tx.query({
    text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
    values: [`key-exports:${organizationId}`],
  });

/** Whether it was stored: false when its idempotency key was used before. */
export async function insertKeyExport(tx: Transaction, tenant: Tenant, row: NewKeyExport): Promise<boolean> {
  const { id, walletId, userId, recipientKey, idempotencyKey } = row;
  const inserted = await tx.query({
    text: `INSERT INTO key_exports (id, organization_id, wallet_id, user_id, recipient_key, idempotency_key)
           VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (organization_id, idempotency_key) DO NOTHING RETURNING 1`,
    values: [id, tenant.organizationId, walletId, userId, Buffer.from(recipientKey), idempotencyKey],
  });
  return inserted.length === 1;
}

export interface SpentExport {
  /** Who asked for it. */
  readonly userId: UserId;
  readonly recipientKey: Uint8Array;
  readonly key: StoredKey;
}

interface SpentRow extends Record<string, unknown> {
  readonly userId: UserId;
  readonly recipientKey: Buffer;
  readonly walletId: WalletId;
  readonly ownerId: UserId;
  readonly address: Address;
  readonly genesisHash: GenesisHash;
  readonly blob: Buffer;
  readonly dataKey: Buffer;
}

/**
 * Spends an export that was asked for within the last minute, and answers whose key goes to whom; null when it was spent, is too
 * old, another organisation's, or none, and when the organisation has had `most` within the time: whoever controls the server's role
 * can ask as often as they like. Once this is committed it answers no more, whatever comes after.
 */
export async function spendKeyExport(
  tx: Transaction,
  tenant: Tenant,
  id: KeyExportId,
  { most, withinSeconds }: { readonly most: number; readonly withinSeconds: number },
): Promise<SpentExport | null> {
  await lockExports(tx, tenant);
  const [row] = await tx.query<SpentRow>({
    text: `WITH spent AS (
             UPDATE key_exports SET used_at = clock_timestamp()
             WHERE id = $1 AND organization_id = $2 AND used_at IS NULL
               AND created_at > clock_timestamp() - interval '1 minute'
               AND (SELECT count(*) FROM key_exports e WHERE e.organization_id = $2 AND e.used_at IS NOT NULL
                      AND e.created_at > clock_timestamp() - $4 * interval '1 second') < $3
             RETURNING wallet_id, user_id, recipient_key)
           SELECT s.user_id AS "userId", s.recipient_key AS "recipientKey", w.id AS "walletId", w.user_id AS "ownerId",
                  w.address, w.genesis_hash AS "genesisHash", k.blob, d.blob AS "dataKey"
           FROM spent s
           JOIN wallets w ON w.id = s.wallet_id AND w.organization_id = $2
           JOIN wallet_keys k ON k.wallet_id = w.id
           JOIN user_data_keys d ON d.user_id = w.user_id`,
    values: [id, tenant.organizationId, most, withinSeconds],
  });
  if (row === undefined) return null;
  const { userId, recipientKey, walletId, ownerId, address, genesisHash, blob, dataKey } = row;
  return { userId, recipientKey, key: { owner: { userId: ownerId, walletId, address, genesisHash }, blob, dataKey } };
}
