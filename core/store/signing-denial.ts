/** A refusal, stored with all its reasons; the intent stays pending and is due again later (G-03). */
import type { IntentId, OrganizationId } from '#core/domain/ids.ts';
import type { Denial } from '#core/domain/risk/denial.ts';
import type { Transaction } from './db.ts';
import { newId } from './new-id.ts';

export interface DeniedIntent {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly fence: bigint;
  /** Gravest first; at least one. */
  readonly denials: readonly Denial[];
  /** Not beyond the intent's `notAfter`. */
  readonly retryInMs: number;
}

/** False when the claim no longer holds: then nothing was stored. */
export async function insertDenials(tx: Transaction, denied: DeniedIntent): Promise<boolean> {
  const { denials } = denied;
  const rows = await tx.query({
    name: 'signing-insert-denials',
    text: `WITH told AS (
             UPDATE intents SET last_denial = $4,
                    due_at = LEAST(not_after, GREATEST(due_at, clock_timestamp() + $5 * interval '1 ms'))
             WHERE id = $1 AND fence = $2 AND state = 'PENDING' RETURNING id)
           INSERT INTO denials (id, intent_id, organization_id, code, detail)
           SELECT d.id, told.id, $3, d.code, d.detail
           FROM told, unnest($6::uuid[], $7::text[], $8::jsonb[]) AS d (id, code, detail)
           RETURNING 1`,
    values: [
      ...[denied.id, denied.fence, denied.organizationId, denials[0]?.code, denied.retryInMs],
      denials.map(() => newId()),
      denials.map((denial) => denial.code),
      denials.map((denial) => JSON.stringify(denial.detail)),
    ],
  });
  return rows.length > 0;
}
