/** Live attempts as the tracker drives them. */
import type {
  Address,
  AttemptId,
  CampaignId,
  IntentId,
  OrganizationId,
  RunId,
  Signature,
  WalletId,
} from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';

/** As much of a live attempt as every round needs. */
export interface LiveAttempt {
  readonly id: AttemptId;
  readonly intentId: IntentId;
  readonly signature: Signature;
  readonly blockhashSlot: bigint;
  readonly deathBound: bigint;
  readonly freshnessBound: bigint;
  readonly confirmedSlot: bigint | null;
  /** Since the bytes were last given to an endpoint, or signed. */
  readonly sentAgoMs: number;
  readonly reviewReason: string | null;
}

export async function liveAttempts(db: Executor): Promise<LiveAttempt[]> {
  return db.query<LiveAttempt & Record<string, unknown>>({
    name: 'live-attempts',
    text: `SELECT a.id, a.intent_id AS "intentId", a.signature, a.blockhash_slot AS "blockhashSlot",
                  a.death_bound AS "deathBound", a.freshness_bound AS "freshnessBound", a.confirmed_slot AS "confirmedSlot",
                  (extract(epoch FROM clock_timestamp() - COALESCE(a.sent_at, a.signed_at)) * 1000)::float8 AS "sentAgoMs",
                  i.review_reason AS "reviewReason"
           FROM attempts a JOIN intents i ON i.id = a.intent_id WHERE a.state = 'LIVE' ORDER BY a.signed_at`,
  });
}

export async function rawTransactions(
  db: Executor,
  ids: readonly AttemptId[],
): Promise<{ id: AttemptId; raw: Uint8Array }[]> {
  return db.query<{ id: AttemptId; raw: Uint8Array }>({
    name: 'raw-transactions',
    text: `SELECT id, raw_transaction AS raw FROM attempts WHERE id = ANY($1::uuid[]) AND state = 'LIVE'`,
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

/** What an attempt is about: who traded what, and the quote it was built on. */
export interface AttemptTrade {
  readonly id: AttemptId;
  readonly intentId: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly sequence: number | null;
  readonly kind: 'BUY' | 'SELL';
  readonly signature: Signature;
  readonly walletId: WalletId;
  readonly wallet: Address;
  readonly feePayerWalletId: WalletId;
  readonly feePayer: Address;
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly amountIn: bigint;
  readonly quotedOut: bigint;
  readonly poolFee: bigint;
}

export async function tradesOfAttempts(db: Executor, ids: readonly AttemptId[]): Promise<AttemptTrade[]> {
  return db.query<AttemptTrade & Record<string, unknown>>({
    name: 'trades-of-attempts',
    text: `SELECT a.id, a.intent_id AS "intentId", a.organization_id AS "organizationId", i.campaign_id AS "campaignId",
                  i.run_id AS "runId", i.sequence, i.kind, a.signature, i.wallet_id AS "walletId", w.address AS wallet,
                  i.fee_payer_wallet_id AS "feePayerWalletId", f.address AS "feePayer", i.input_mint AS "inputMint",
                  i.output_mint AS "outputMint", i.amount_in AS "amountIn", a.quoted_out AS "quotedOut", a.pool_fee AS "poolFee"
           FROM attempts a JOIN intents i ON i.id = a.intent_id
           JOIN wallets w ON w.id = i.wallet_id JOIN wallets f ON f.id = i.fee_payer_wallet_id
           WHERE a.id = ANY($1::uuid[])`,
    values: [ids],
  });
}

/** Marks attempts as first seen at `confirmed`. Answers which of them were not marked before. */
export async function markConfirmed(
  tx: Transaction,
  seen: readonly { id: AttemptId; slot: bigint }[],
): Promise<ReadonlySet<AttemptId>> {
  const rows = await tx.query<{ id: AttemptId }>({
    name: 'mark-confirmed',
    text: `UPDATE attempts a SET confirmed_slot = s.slot, confirmed_at = clock_timestamp()
           FROM jsonb_to_recordset($1) AS s (id uuid, slot bigint)
           WHERE a.id = s.id AND a.state = 'LIVE' AND a.confirmed_slot IS NULL RETURNING a.id`,
    values: [JSON.stringify(seen.map(({ id, slot }) => ({ id, slot: slot.toString() })))],
  });
  return new Set(rows.map((row) => row.id));
}

/** Asks an operator to look; the attempt stays live and is still watched. Whether it was not marked so before. */
export async function markForReview(db: Executor, intentId: IntentId, reason: string): Promise<boolean> {
  const rows = await db.query({
    name: 'mark-for-review',
    text: `UPDATE intents SET review_reason = $2
           WHERE id = $1 AND state = 'PENDING' AND review_reason IS DISTINCT FROM $2 RETURNING 1`,
    values: [intentId, reason],
  });
  return rows.length === 1;
}
