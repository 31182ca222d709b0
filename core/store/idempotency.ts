/**
 * One mutation, once: the same key and body answers the first result for ever. The key's row is inserted first, so that
 * of many at once one does the work and the others wait for its commit.
 */
import { createHash } from 'node:crypto';
import { appError } from '#core/domain/errors.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

export interface IdempotentRequest {
  readonly key: string;
  /** Name of the mutation: a key belongs to one. */
  readonly operation: string;
  /** Everything the caller asked for; compared by its hash. */
  readonly body: unknown;
}

type Stored = { operation: string; bodyHash: string; resultId: string };

/** The same text for the same value, whatever the order of its fields. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, field: unknown) => {
    if (typeof field === 'bigint') return field.toString();
    if (field === null || typeof field !== 'object' || Array.isArray(field)) return field;
    return Object.fromEntries(Object.entries(field).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const hash = (body: unknown): string => createHash('sha256').update(canonical(body)).digest('hex');

/**
 * The id of what the key made, or null when it has made nothing yet.
 * @throws AppError CONFLICT when the key was used for another operation or body.
 */
export async function findResult<Id extends string>(
  db: Executor,
  tenant: Tenant,
  request: IdempotentRequest,
): Promise<Id | null> {
  const [stored] = await db.query<Stored>({
    name: 'find-idempotency',
    text: `SELECT operation, body_hash AS "bodyHash", result_id AS "resultId"
           FROM idempotency_keys WHERE organization_id = $1 AND key = $2`,
    values: [tenant.organizationId, request.key],
  });
  if (stored === undefined) return null;
  if (stored.operation !== request.operation || stored.bodyHash !== hash(request.body)) {
    throw appError('CONFLICT', { field: 'idempotencyKey' });
  }
  return stored.resultId as Id;
}

/**
 * Does `work` unless the key has a result already, and answers the result's id: `resultId` if the work was done now.
 * @throws AppError CONFLICT when the key was used for another operation or body.
 */
export async function idempotent<Id extends string>(
  tx: Transaction,
  tenant: Tenant,
  request: IdempotentRequest & { resultId: Id },
  work: () => Promise<void>,
): Promise<Id> {
  const claimed = await tx.query({
    name: 'claim-idempotency',
    text: `INSERT INTO idempotency_keys (organization_id, key, operation, body_hash, result_id)
           VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
    values: [tenant.organizationId, request.key, request.operation, hash(request.body), request.resultId],
  });
  if (claimed.length === 1) {
    await work();
    return request.resultId;
  }
  const earlier = await findResult<Id>(tx, tenant, request);
  if (earlier === null) throw new Error('an idempotency key was taken but cannot be read');
  return earlier;
}
