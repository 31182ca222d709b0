import type { ApiKey } from '#core/domain/organization/api-key.ts';
import { apiKeysOf, findApiKey, revokeApiKeyRow } from '#core/store/api-keys.ts';
import type { Database } from '#core/store/db.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { record } from '../organization/record.ts';
import { requireOwner } from '../require-owner.ts';
import type { KeyStandings } from './key-standings.ts';

interface Deps {
  readonly db: Database;
}

/** The organisation's keys, newest first; the last 200. @throws AppError FORBIDDEN */
export async function listApiKeys({ db }: Deps, actor: Actor): Promise<ApiKey[]> {
  requireOwner(actor);
  return apiKeysOf(db.as(actor), actor);
}

/** Ends a key for good: here at once, in other processes within 2 s. @throws AppError FORBIDDEN, NOT_FOUND */
export async function revokeApiKey(
  { db, keyStandings }: Deps & { readonly keyStandings: KeyStandings },
  actor: Actor,
  id: string,
): Promise<ApiKey> {
  requireOwner(actor);
  const revoked = await db.transaction(actor, async (tx) => {
    const key = found(await findApiKey(tx, actor, id), 'API key');
    if (key.revokedAt !== null) return key;
    await revokeApiKeyRow(tx, actor, key.id);
    await record(tx, actor, { action: 'api-key.revoked', objectKind: 'api-key', objectId: key.id });
    return found(await findApiKey(tx, actor, id), 'API key');
  });
  keyStandings.forget();
  return revoked;
}
