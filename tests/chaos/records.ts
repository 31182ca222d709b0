/** What Postgres says at the end. */
import type { Pool } from 'pg';

export interface IntentRecord {
  readonly id: string;
  readonly state: 'PENDING' | 'SUCCEEDED' | 'FAILED_ONCHAIN' | 'EXPIRED' | 'CANCELLED';
  readonly needsReview: boolean;
}

export interface AttemptRecord {
  readonly intentId: string;
  readonly ordinal: number;
  readonly signature: string;
  readonly state: 'LIVE' | 'LANDED_OK' | 'LANDED_ERROR' | 'DEAD';
  readonly blockhash: string;
  /** Of the recorded evidence; null unless dead. */
  readonly finalizedHeight: number | null;
  readonly finalizedSlot: number | null;
  readonly signedAt: Date;
  readonly closedAt: Date | null;
}

/** A wallet's sum in the ledger: lamports, lamports of rent, or units of a token. */
export interface LedgerSum {
  readonly address: string;
  readonly account: 'SOL' | 'RENT' | 'TOKEN';
  readonly asset: string;
  readonly amount: bigint;
}

export interface Records {
  readonly intents: readonly IntentRecord[];
  /** By intent, in the order they were signed. */
  readonly attempts: ReadonlyMap<string, readonly AttemptRecord[]>;
  readonly ledger: readonly LedgerSum[];
  /** Reservations that are still held. */
  readonly held: number;
}

export async function readRecords(db: Pool): Promise<Records> {
  const intents = await db.query<IntentRecord>(
    `SELECT id, state, review_reason IS NOT NULL AS "needsReview" FROM intents`,
  );
  const attempts = await db.query<AttemptRecord>(
    `SELECT intent_id AS "intentId", ordinal, signature, state, blockhash, signed_at AS "signedAt", closed_at AS "closedAt",
            dead_finalized_height::int AS "finalizedHeight", dead_finalized_slot::int AS "finalizedSlot"
     FROM attempts ORDER BY intent_id, ordinal`,
  );
  const ledger = await db.query<Omit<LedgerSum, 'amount'> & { amount: string }>(
    `SELECT w.address, e.account, e.asset, sum(e.amount)::text AS amount
     FROM ledger_entries e JOIN wallets w ON w.id = e.wallet_id GROUP BY 1, 2, 3`,
  );
  const held = await db.query<{ held: number }>(`SELECT count(*)::int AS held FROM reservations WHERE state = 'HELD'`);
  const byIntent = new Map<string, AttemptRecord[]>();
  for (const attempt of attempts.rows) {
    byIntent.set(attempt.intentId, [...(byIntent.get(attempt.intentId) ?? []), attempt]);
  }
  return {
    intents: intents.rows,
    held: held.rows[0]?.held ?? 0,
    attempts: byIntent,
    ledger: ledger.rows.map((row) => ({ ...row, amount: BigInt(row.amount) })),
  };
}
