/** The alerts of intents that an operator has to look at, opened and closed in the transaction of their marks. */
import type { IntentId } from '#core/domain/ids.ts';
import type { Review } from '#core/ports/tracking-store.ts';
import type { Transaction } from './db.ts';
import { newId } from './new-id.ts';

/** Opens one for each intent, or tells the newest reason in the one that is open. */
export async function raiseReviews(tx: Transaction, reviews: readonly Review[]): Promise<void> {
  if (reviews.length === 0) return;
  await tx.query({
    name: 'raise-reviews',
    text: `INSERT INTO alerts (id, organization_id, kind, severity, object_kind, object_id, detail)
           SELECT r.id, i.organization_id, 'NEEDS_REVIEW', 'CRITICAL', 'intent', i.id::text,
                  jsonb_build_object('reason', r.reason, 'attemptId', r.attempt_id)
           FROM jsonb_to_recordset($1) AS r (id uuid, intent_id uuid, attempt_id uuid, reason text)
           JOIN intents i ON i.id = r.intent_id
           ON CONFLICT (kind, object_kind, object_id) WHERE resolved_at IS NULL DO UPDATE SET detail = excluded.detail`,
    values: [
      JSON.stringify(
        reviews.map(({ attemptId, intentId, reason }) => ({
          id: newId(),
          intent_id: intentId,
          attempt_id: attemptId,
          reason,
        })),
      ),
    ],
  });
}

/** The chain has told how these intents' attempts ended. */
export async function clearReviews(tx: Transaction, intentIds: readonly IntentId[]): Promise<void> {
  await tx.query({
    name: 'clear-reviews',
    text: `UPDATE alerts SET resolved_at = clock_timestamp()
           WHERE kind = 'NEEDS_REVIEW' AND object_kind = 'intent' AND object_id = ANY($1::text[]) AND resolved_at IS NULL`,
    values: [intentIds],
  });
}
