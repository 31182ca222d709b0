/** Step 4 (docs/execution.md): the signed bytes, what they may take, and the count of signatures, in one statement. */
import type { AttemptId, IntentId, OrganizationId, Signature } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';
import { breaksUnique } from './pg-error.ts';

export interface NewAttempt {
  readonly id: AttemptId;
  readonly intentId: IntentId;
  /** The claim this signature belongs to. */
  readonly fence: bigint;
  readonly organizationId: OrganizationId;
  readonly signature: Signature;
  readonly raw: Uint8Array;
  readonly blockhash: string;
  readonly bounds: { readonly deathBound: bigint; readonly freshnessBound: bigint; readonly firstSlot: bigint };
  readonly quote: {
    readonly slot: bigint;
    readonly out: bigint;
    readonly minOut: bigint;
    readonly fee: bigint;
    readonly reserveIn: bigint;
    readonly reserveOut: bigint;
  };
  readonly reservations: readonly {
    readonly scope: 'WALLET' | 'RUN';
    readonly scopeId: string;
    readonly asset: string;
    readonly amount: bigint;
  }[];
}

const INSERT = `
  WITH claimed AS (
    UPDATE intents SET signatures = signatures + 1
    WHERE id = $2 AND fence = $3 AND state = 'PENDING' AND review_reason IS NULL AND signatures < signature_budget
      AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = $2 AND a.state = 'LIVE')
    RETURNING signatures),
  attempt AS (
    INSERT INTO attempts (id, intent_id, organization_id, ordinal, signature, blockhash, blockhash_slot, death_bound,
                          freshness_bound, raw_transaction, quote_slot, quoted_out, min_out, pool_fee, reserve_in, reserve_out)
    SELECT $1, $2, $4, signatures, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16 FROM claimed
    RETURNING id),
  reserved AS (
    INSERT INTO reservations (attempt_id, organization_id, scope, scope_id, asset, amount)
    SELECT attempt.id, $4, r.scope::"ReservationScope", r.scope_id, r.asset, r.amount
    FROM attempt, unnest($17::text[], $18::uuid[], $19::text[], $20::numeric[]) AS r (scope, scope_id, asset, amount))
  SELECT id FROM attempt`;

/**
 * Stores the attempt if the claim still holds, the intent is pending and unmarked, nothing of it lives, and its budget of
 * signatures is not spent. False when not: then nothing was stored.
 */
export async function insertAttempt(tx: Transaction, attempt: NewAttempt): Promise<boolean> {
  const { bounds, quote, reservations } = attempt;
  try {
    const rows = await tx.query({
      name: 'signing-insert-attempt',
      text: INSERT,
      values: [
        ...[attempt.id, attempt.intentId, attempt.fence, attempt.organizationId, attempt.signature, attempt.blockhash],
        ...[bounds.firstSlot, bounds.deathBound, bounds.freshnessBound, Buffer.from(attempt.raw)],
        ...[quote.slot, quote.out, quote.minOut, quote.fee, quote.reserveIn, quote.reserveOut],
        reservations.map((reservation) => reservation.scope),
        reservations.map((reservation) => reservation.scopeId),
        reservations.map((reservation) => reservation.asset),
        reservations.map((reservation) => reservation.amount.toString()),
      ],
    });
    return rows.length === 1;
  } catch (error) {
    // Two claims of one intent at the same moment: the index decides, and the loser has nothing to do.
    if (breaksUnique(error, 'attempts_one_live')) return false;
    throw error;
  }
}

/** Whether a transaction whose COMMIT was never answered is there all the same. */
export async function findAttemptBySignature(db: Executor, signature: Signature): Promise<AttemptId | null> {
  const [row] = await db.query<{ id: AttemptId }>({
    text: 'SELECT id FROM attempts WHERE signature = $1',
    values: [signature],
  });
  return row?.id ?? null;
}
