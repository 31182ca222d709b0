/** The frame of every mutation that creates or moves something: who may, whether it was done already, and one transaction. */
import type { Database, Transaction } from '#core/store/db.ts';
import { findResult, idempotent } from '#core/store/idempotency.ts';
import { newId } from '#core/store/new-id.ts';
import type { Actor, Tenant } from '#core/store/tenant.ts';
import { requireTrader } from './require-trader.ts';
import { parseText } from './text-input.ts';

export interface Mutation<Id extends string, Prepared> {
  /** Chosen by the client, 8 to 128 characters: the same key and body answers the first result for ever. */
  readonly key: string;
  readonly operation: string;
  /** Everything asked for, apart from the key. */
  readonly body: Record<string, unknown>;
  /** Given when the mutation changes something that exists; else a new id is made. */
  readonly resultId?: Id;
  /** An organisation beside the caller's that the write is about: one that it makes, or that an administrator acts on. */
  readonly alsoIn?: (id: Id) => Tenant;
  /** Reads chain or signer, outside the transaction; not asked when the key has its result already. */
  readonly prepare: (id: Id) => Promise<Prepared>;
  /** Writes state, audit and events: all of it or nothing. */
  readonly write: (tx: Transaction, id: Id, prepared: Prepared) => Promise<void>;
}

/**
 * Does the mutation once and answers the id of its result.
 * @throws AppError FORBIDDEN for viewers, BAD_USER_INPUT for the key, CONFLICT when it was used for something else.
 */
export async function once<Id extends string, Prepared>(
  db: Database,
  actor: Actor,
  mutation: Mutation<Id, Prepared>,
): Promise<Id> {
  requireTrader(actor);
  return onceAs(db, actor, mutation);
}

/**
 * The same for a caller who was found entitled otherwise, as an administrator is.
 * @throws AppError BAD_USER_INPUT for the key, CONFLICT when it was used for something else.
 */
export async function onceAs<Id extends string, Prepared>(
  db: Database,
  actor: Tenant,
  mutation: Mutation<Id, Prepared>,
): Promise<Id> {
  const key = parseText(mutation.key, 'idempotencyKey', { min: 8, max: 128 });
  const request = { key, operation: mutation.operation, body: mutation.body };
  const earlier = await findResult<Id>(db.as(actor), actor, request);
  if (earlier !== null) return earlier;
  const id = mutation.resultId ?? newId<Id>();
  const prepared = await mutation.prepare(id);
  const scope = mutation.alsoIn === undefined ? actor : [actor, mutation.alsoIn(id)];
  return db.transaction(scope, (tx) =>
    idempotent<Id>(tx, actor, { ...request, resultId: id }, () => mutation.write(tx, id, prepared)),
  );
}
