/** Refusals, stored with all their reasons; the intents stay pending and are due again later (G-03). */
import type { IntentId } from '#core/domain/ids.ts';
import type { NewDenial } from '#core/ports/signing-store.ts';
import type { Transaction } from './db.ts';
import { newId } from './new-id.ts';

/** The intents' rows are locked by now. An intent is due again no later than it ends. */
const INSERT = `
  WITH input AS (SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::float8[]) AS d (id, fence, code, retry_ms)),
  told AS (
    UPDATE intents i SET last_denial = input.code,
           due_at = LEAST(i.not_after, GREATEST(i.due_at, clock_timestamp() + input.retry_ms * interval '1 ms'))
    FROM input WHERE i.id = input.id AND i.fence = input.fence AND i.state = 'PENDING'
    RETURNING i.id, i.organization_id),
  reasons AS (
    INSERT INTO denials (id, intent_id, organization_id, code, detail)
    SELECT r.id, told.id, told.organization_id, r.code, r.detail
    FROM told
    JOIN unnest($5::uuid[], $6::uuid[], $7::text[], $8::jsonb[]) AS r (intent_id, id, code, detail) ON r.intent_id = told.id)
  SELECT id FROM told`;

/** Answers the intents whose claim still held; nothing was stored of the others. */
export async function insertDenials(tx: Transaction, denied: readonly NewDenial[]): Promise<IntentId[]> {
  if (denied.length === 0) return [];
  const reasons = denied.flatMap(({ intentId, denials }) => denials.map((one) => ({ intentId, ...one })));
  const rows = await tx.query<{ id: IntentId }>({
    name: 'signing-insert-denials',
    text: INSERT,
    values: [
      denied.map(({ intentId }) => intentId),
      denied.map(({ fence }) => fence.toString()),
      denied.map(({ denials }) => denials[0]?.code),
      denied.map(({ retryInMs }) => retryInMs),
      reasons.map(({ intentId }) => intentId),
      reasons.map(() => newId()),
      reasons.map(({ code }) => code),
      reasons.map(({ detail }) => JSON.stringify(detail)),
    ],
  });
  return rows.map(({ id }) => id);
}
