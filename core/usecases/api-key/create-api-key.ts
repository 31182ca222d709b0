import { appError } from '#core/domain/errors.ts';
import type { ApiKeyId } from '#core/domain/ids.ts';
import type { ApiKey, ApiScope } from '#core/domain/organization/api-key.ts';
import { countLiveApiKeys, findApiKey, insertApiKey } from '#core/store/api-keys.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { lockMembers } from '#core/store/organizations.ts';
import type { Actor } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { onceAs } from '../once.ts';
import { record } from '../organization/record.ts';
import { requireAllowedIp } from '../organization/require-allowed-ip.ts';
import { requireOwner } from '../require-owner.ts';
import { parseName } from '../text-input.ts';
import { mintKey } from './key-format.ts';

/** Days. */
const LONGEST_LIFE = 366;
const DAY_MS = 24 * 60 * 60 * 1000;
/** In one organisation. */
const MOST_LIVE_KEYS = 50;

export interface CreateApiKeyInput {
  readonly name: string;
  readonly scopes: readonly ApiScope[];
  readonly expiresAt: Date;
  readonly idempotencyKey: string;
}

export interface CreatedApiKey {
  readonly apiKey: ApiKey;
  /** The key itself; null when it was made, and shown, by an earlier call. */
  readonly key: string | null;
}

/**
 * Makes a key for programs, which may what its scopes say and no more than its maker may at that moment. It is shown once.
 * @throws AppError FORBIDDEN, IP_NOT_ALLOWED, BAD_USER_INPUT, CONFLICT
 */
export async function createApiKey(
  { db }: { readonly db: Database },
  actor: Actor,
  input: CreateApiKeyInput,
  ip: string | null,
): Promise<CreatedApiKey> {
  requireOwner(actor);
  await requireAllowedIp(db.as(actor), actor, ip);
  const name = parseName(input.name, 'name');
  const scopes = parseScopes(input.scopes);
  const { expiresAt } = input;
  const minted = mintKey(actor.organizationId);
  let made: ApiKeyId | null = null;
  const id = await onceAs(db, actor, {
    key: input.idempotencyKey,
    operation: 'api-key.create',
    body: { name, scopes, expiresAt: expiresAt.toISOString() },
    prepare: async (keyId: ApiKeyId) => {
      checkExpiry(expiresAt);
      made = keyId;
    },
    write: async (tx, keyId) => {
      await refuseTooMany(tx, actor);
      const { hash, hint } = minted;
      await insertApiKey(tx, actor, { id: keyId, userId: actor.userId, name, hint, hash, scopes, expiresAt });
      const object = { objectKind: 'api-key', objectId: keyId };
      await record(tx, actor, { action: 'api-key.created', ...object, detail: { name, scopes, expiresAt } });
    },
  });
  const apiKey = found(await findApiKey(db.as(actor), actor, id), 'API key');
  return { apiKey, key: id === made ? minted.key : null };
}

/** @throws AppError BAD_USER_INPUT */
function parseScopes(given: readonly ApiScope[]): ApiScope[] {
  const scopes = [...new Set(given)].sort();
  if (scopes.length > 0) return scopes;
  throw appError('BAD_USER_INPUT', { field: 'scopes', rule: 'must name at least one scope' });
}

/** @throws AppError BAD_USER_INPUT */
function checkExpiry(expiresAt: Date): void {
  const life = expiresAt.getTime() - Date.now();
  if (life > 0 && life <= LONGEST_LIFE * DAY_MS) return;
  throw appError('BAD_USER_INPUT', { field: 'expiresAt', rule: `must lie ahead, at most ${LONGEST_LIFE} days` });
}

/** @throws AppError BAD_USER_INPUT */
async function refuseTooMany(tx: Transaction, actor: Actor): Promise<void> {
  await lockMembers(tx, actor);
  if ((await countLiveApiKeys(tx, actor)) < MOST_LIVE_KEYS) return;
  throw appError('BAD_USER_INPUT', {
    field: 'name',
    rule: `${MOST_LIVE_KEYS} keys are in use already: revoke one first`,
  });
}
