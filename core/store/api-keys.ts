/** API keys, as SHA-256 of 256 random bits: nothing slower is needed for what nobody can guess. */
import { type ApiKeyId, isUuid, type OrganizationId, type UserId } from '#core/domain/ids.ts';
import type { ApiKey, ApiScope } from '#core/domain/organization/api-key.ts';
import type { OrganizationRole } from '#core/domain/organization/organization.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `id, name, hint, scopes, created_at AS "createdAt", expires_at AS "expiresAt", last_used_at AS "lastUsedAt",
  revoked_at AS "revokedAt", user_id AS "userId"`;

/** Newest first. */
export async function apiKeysOf(db: Executor, tenant: Tenant): Promise<ApiKey[]> {
  return db.query<ApiKey & Record<string, unknown>>({
    name: 'api-keys-of',
    text: `SELECT ${COLUMNS} FROM api_keys WHERE organization_id = $1 ORDER BY created_at DESC, id DESC LIMIT 200`,
    values: [tenant.organizationId],
  });
}

export async function findApiKey(db: Executor, tenant: Tenant, id: string): Promise<ApiKey | null> {
  if (!isUuid(id)) return null;
  const [key] = await db.query<ApiKey & Record<string, unknown>>({
    text: `SELECT ${COLUMNS} FROM api_keys WHERE organization_id = $1 AND id = $2`,
    values: [tenant.organizationId, id],
  });
  return key ?? null;
}

export async function insertApiKey(
  tx: Transaction,
  tenant: Tenant,
  key: Pick<ApiKey, 'id' | 'userId' | 'name' | 'hint' | 'scopes' | 'expiresAt'> & { hash: Buffer },
): Promise<void> {
  await tx.query({
    text: `INSERT INTO api_keys (id, organization_id, user_id, name, hint, hash, scopes, expires_at)
           VALUES ($1, $2, $3, $4, $5, $6, $7::text[], $8)`,
    values: [key.id, tenant.organizationId, key.userId, key.name, key.hint, key.hash, key.scopes, key.expiresAt],
  });
}

/** How many can still be used. */
export async function countLiveApiKeys(tx: Transaction, tenant: Tenant): Promise<bigint> {
  const [row] = await tx.query<{ count: bigint }>({
    text: 'SELECT count(*) FROM api_keys WHERE organization_id = $1 AND revoked_at IS NULL AND expires_at > now()',
    values: [tenant.organizationId],
  });
  return row?.count ?? 0n;
}

/** One that is revoked stays so. */
export async function revokeApiKeyRow(tx: Transaction, tenant: Tenant, id: ApiKeyId): Promise<void> {
  await tx.query({
    text: 'UPDATE api_keys SET revoked_at = now() WHERE organization_id = $1 AND id = $2 AND revoked_at IS NULL',
    values: [tenant.organizationId, id],
  });
}

/** What a key entitles to just now. */
export interface ApiKeyStanding {
  readonly id: ApiKeyId;
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: Date;
  /** Of the person, in the organisation. */
  readonly role: OrganizationRole;
}

/** Null when the key is unknown, has ended or was revoked, or its person is banned or no member any more. Notes that it was used. */
export async function standingOfApiKey(db: Executor, tenant: Tenant, hash: Buffer): Promise<ApiKeyStanding | null> {
  const [standing] = await db.query<ApiKeyStanding & { stale: boolean } & Record<string, unknown>>({
    name: 'standing-of-api-key',
    text: `SELECT k.id, k.organization_id AS "organizationId", k.user_id AS "userId", k.scopes, k.expires_at AS "expiresAt",
                  m.role, (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute') AS stale
           FROM api_keys k
           JOIN users u ON u.id = k.user_id
           JOIN members m ON m.user_id = k.user_id AND m.organization_id = k.organization_id
           WHERE k.organization_id = $1 AND k.hash = $2 AND k.revoked_at IS NULL AND k.expires_at > now()
             AND u.banned IS NOT TRUE`,
    values: [tenant.organizationId, hash],
  });
  if (standing === undefined) return null;
  const { stale, ...rest } = standing;
  if (stale) await noteUse(db, tenant, rest.id);
  return rest;
}

/** At most once a minute for a key, however many processes see it used. */
async function noteUse(db: Executor, tenant: Tenant, id: ApiKeyId): Promise<void> {
  await db.query({
    name: 'note-api-key-use',
    text: `UPDATE api_keys SET last_used_at = now() WHERE organization_id = $1 AND id = $2
           AND (last_used_at IS NULL OR last_used_at < now() - interval '1 minute')`,
    values: [tenant.organizationId, id],
  });
}
