/** Live attempts as the tracker drives them. */
import type { AttemptId, IntentId } from '#core/domain/ids.ts';
import type { LiveBytes } from '#core/ports/claim-store.ts';
import type { AttemptOrder, LiveAttempt, Review, Sighting } from '#core/ports/tracking-store.ts';
import type { Executor, Schedule, Transaction } from './db.ts';

const LIVE_ATTEMPT = `
  SELECT a.id, a.intent_id AS "intentId", a.signature, a.blockhash_slot AS "blockhashSlot",
         a.death_bound AS "deathBound", a.freshness_bound AS "freshnessBound", a.confirmed_slot AS "confirmedSlot",
         (extract(epoch FROM clock_timestamp() - COALESCE(a.sent_at, a.signed_at)) * 1000)::float8 AS "sentAgoMs",
         i.review_reason AS "reviewReason"
  FROM attempts a JOIN intents i ON i.id = a.intent_id WHERE a.state = 'LIVE'`;

export async function liveAttempts(db: Schedule): Promise<LiveAttempt[]> {
  return db.query<LiveAttempt & Record<string, unknown>>({
    name: 'live-attempts',
    text: `${LIVE_ATTEMPT} ORDER BY a.signed_at, a.id`,
  });
}

/** Those signed within so many milliseconds. */
export async function newestLiveAttempts(db: Schedule, withinMs: number): Promise<LiveAttempt[]> {
  return db.query<LiveAttempt & Record<string, unknown>>({
    name: 'newest-live-attempts',
    text: `${LIVE_ATTEMPT} AND a.signed_at >= clock_timestamp() - $1 * interval '1 ms' ORDER BY a.signed_at, a.id`,
    values: [withinMs],
  });
}

/** The live attempt of one intent; null when it has none. */
export async function liveAttemptOf(db: Schedule, intentId: IntentId): Promise<LiveAttempt | null> {
  const [attempt] = await db.query<LiveAttempt & Record<string, unknown>>({
    text: `${LIVE_ATTEMPT} AND a.intent_id = $1`,
    values: [intentId],
  });
  return attempt ?? null;
}

/** The bytes of those of the attempts that are still live. */
export async function bytesOfAttempts(db: Executor, ids: readonly AttemptId[]): Promise<LiveBytes[]> {
  return db.query<LiveBytes & Record<string, unknown>>({
    name: 'bytes-of-attempts',
    text: `SELECT a.id AS "attemptId", a.intent_id AS "intentId", a.signature, a.raw_transaction AS raw, i.route,
                  (extract(epoch FROM clock_timestamp() - a.signed_at) * 1000)::float8 AS "ageMs"
           FROM attempts a JOIN intents i ON i.id = a.intent_id
           WHERE a.id = ANY($1::uuid[]) AND a.state = 'LIVE' ORDER BY a.signed_at, a.id`,
    values: [ids],
  });
}

/** A hint for the next rebroadcast, never evidence. */
export async function markSent(db: Executor, ids: readonly AttemptId[]): Promise<void> {
  await db.query({
    name: 'mark-sent',
    text: `UPDATE attempts SET sent_at = clock_timestamp() WHERE id = ANY($1::uuid[]) AND state = 'LIVE'`,
    values: [ids],
  });
}

export async function ordersOfAttempts(db: Executor, ids: readonly AttemptId[]): Promise<AttemptOrder[]> {
  return db.query<AttemptOrder & Record<string, unknown>>({
    name: 'orders-of-attempts',
    text: `SELECT a.id, a.intent_id AS "intentId", a.organization_id AS "organizationId", i.campaign_id AS "campaignId",
                  i.run_id AS "runId", i.sequence, i.kind, a.signature, i.wallet_id AS "walletId", w.address AS wallet,
                  i.fee_payer_wallet_id AS "feePayerWalletId", f.address AS "feePayer", i.input_mint AS "inputMint",
                  i.output_mint AS "outputMint", i.input_mint AS asset, i.destination, i.amount_in AS "amountIn", a.quoted_out AS "quotedOut", a.pool_fee AS "poolFee",
                  i.route, a.tip
           FROM attempts a JOIN intents i ON i.id = a.intent_id
           JOIN wallets w ON w.id = i.wallet_id JOIN wallets f ON f.id = i.fee_payer_wallet_id
           WHERE a.id = ANY($1::uuid[])`,
    values: [ids],
  });
}

/** Marks attempts as first seen at `confirmed`. Answers which of them were live and not marked before. */
export async function markConfirmed(tx: Transaction, seen: readonly Sighting[]): Promise<ReadonlySet<AttemptId>> {
  const rows = await tx.query<{ id: AttemptId }>({
    name: 'mark-confirmed',
    text: `UPDATE attempts a SET confirmed_slot = s.slot, confirmed_at = clock_timestamp()
           FROM jsonb_to_recordset($1) AS s (id uuid, slot bigint)
           WHERE a.id = s.id AND a.state = 'LIVE' AND a.confirmed_slot IS NULL RETURNING a.id`,
    values: [JSON.stringify(seen.map(({ attemptId, slot }) => ({ id: attemptId, slot: slot.toString() })))],
  });
  return new Set(rows.map((row) => row.id));
}

/** Marks the intents of live attempts; the attempts stay live and are still watched. Answers those not marked so before. */
export async function markForReview(tx: Transaction, reviews: readonly Review[]): Promise<ReadonlySet<AttemptId>> {
  const rows = await tx.query<{ id: AttemptId }>({
    name: 'mark-for-review',
    text: `UPDATE intents i SET review_reason = r.reason
           FROM jsonb_to_recordset($1) AS r (attempt_id uuid, reason text) JOIN attempts a ON a.id = r.attempt_id
           WHERE i.id = a.intent_id AND a.state = 'LIVE' AND i.state = 'PENDING'
             AND i.review_reason IS DISTINCT FROM r.reason
           RETURNING a.id`,
    values: [JSON.stringify(reviews.map(({ attemptId, reason }) => ({ attempt_id: attemptId, reason })))],
  });
  return new Set(rows.map((row) => row.id));
}
