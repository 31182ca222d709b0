/** Intents that an operator was asked to look at. */
import { type IntentId, isUuid, type OrganizationId } from '#core/domain/ids.ts';
import type { LiveAttempt } from '#core/ports/tracking-store.ts';
import type { Schedule, Transaction } from './db.ts';
import { liveAttemptOf } from './execution-attempts.ts';

export interface ReviewedIntent {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  /** The one that is live; null when it has ended. */
  readonly attempt: LiveAttempt | null;
}

export async function reviewedIntent(db: Schedule, id: string): Promise<ReviewedIntent | null> {
  if (!isUuid(id)) return null;
  const [intent] = await db.query<{ id: IntentId; organizationId: OrganizationId }>({
    text: `SELECT id, organization_id AS "organizationId" FROM intents WHERE id = $1`,
    values: [id],
  });
  return intent === undefined ? null : { ...intent, attempt: await liveAttemptOf(db, intent.id) };
}

/** Takes the mark off; the tracker sets it again if it still can prove nothing. Whether it was marked. */
export async function unmarkReview(tx: Transaction, id: IntentId): Promise<boolean> {
  const rows = await tx.query({
    text: `UPDATE intents SET review_reason = NULL
           WHERE id = $1 AND state = 'PENDING' AND review_reason IS NOT NULL RETURNING 1`,
    values: [id],
  });
  return rows.length === 1;
}
