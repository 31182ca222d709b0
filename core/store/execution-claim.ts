/** Claiming an intent, and giving it back unsigned (docs/execution.md, steps 2 to 4). */
import type { Address, AttemptId, CampaignId, IntentId, OrganizationId, RunId, Signature } from '#core/domain/ids.ts';
import type { Executor, Transaction } from './db.ts';

/** An intent, claimed: whoever claims next makes this fence stale. */
export interface ClaimedIntent {
  readonly id: IntentId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
  readonly sequence: number | null;
  readonly fence: bigint;
  /** The campaign's, read at the claim; 0 without a campaign. */
  readonly generation: bigint;
  readonly kind: 'BUY' | 'SELL';
  readonly amountIn: bigint;
  readonly slippageBps: number;
  readonly limitOut: bigint | null;
  readonly limitIn: bigint | null;
  readonly notAfter: Date;
  readonly inputMint: Address;
  readonly outputMint: Address;
  readonly wallet: Address;
  readonly feePayer: Address;
  readonly venue: string;
  readonly poolAddress: Address;
  readonly baseMint: Address;
  readonly quoteMint: Address;
  readonly baseVault: Address;
  readonly quoteVault: Address;
  readonly lastDenial: string | null;
}

const LEASE = `interval '5 s'`;

/**
 * Claims an intent at the fence its job was made for. Null when there is nothing to do: claimed since, not due, terminal,
 * signed, paused, or its wallet's ledger not opened yet.
 */
export async function claimIntent(
  db: Executor,
  job: { intentId: IntentId; fence: bigint },
): Promise<ClaimedIntent | null> {
  const [claimed] = await db.query<ClaimedIntent & Record<string, unknown>>({
    name: 'claim-intent',
    text: `UPDATE intents i SET fence = i.fence + 1, lease_until = clock_timestamp() + ${LEASE}
           FROM (SELECT i.id, w.address AS wallet, f.address AS fee_payer, p.venue, p.address AS pool_address, p.base_mint,
                        p.quote_mint, p.base_vault, p.quote_vault, COALESCE(c.generation, 0) AS generation
                 FROM intents i
                 JOIN wallets w ON w.id = i.wallet_id
                 JOIN wallets f ON f.id = i.fee_payer_wallet_id
                 JOIN pools p ON p.id = i.pool_id
                 LEFT JOIN campaigns c ON c.id = i.campaign_id
                 LEFT JOIN runs r ON r.id = i.run_id
                 WHERE i.id = $1 AND COALESCE(r.status, 'RUNNING') = 'RUNNING'
                   AND w.booked_slot >= 0 AND f.booked_slot >= 0) x
           WHERE i.id = x.id AND i.fence = $2 AND i.state = 'PENDING' AND i.due_at <= clock_timestamp()
             AND i.not_after > clock_timestamp() AND i.signatures < i.signature_budget
             AND (i.lease_until IS NULL OR i.lease_until < clock_timestamp())
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')
           RETURNING i.id, i.organization_id AS "organizationId", i.campaign_id AS "campaignId", i.run_id AS "runId",
                     i.sequence, i.fence, x.generation, i.kind, i.amount_in AS "amountIn", i.slippage_bps AS "slippageBps",
                     i.limit_out AS "limitOut", i.limit_in AS "limitIn", i.not_after AS "notAfter",
                     i.input_mint AS "inputMint", i.output_mint AS "outputMint", x.wallet, x.fee_payer AS "feePayer",
                     x.venue, x.pool_address AS "poolAddress", x.base_mint AS "baseMint", x.quote_mint AS "quoteMint",
                     x.base_vault AS "baseVault", x.quote_vault AS "quoteVault", i.last_denial AS "lastDenial"`,
    values: [job.intentId, job.fence],
  });
  return claimed ?? null;
}

/** Begins the lease of a claim anew. False when the claim is no longer ours: whoever claimed since has the work. */
export async function renewClaim(db: Executor, claim: { intentId: IntentId; fence: bigint }): Promise<boolean> {
  const rows = await db.query({
    name: 'renew-claim',
    text: `UPDATE intents SET lease_until = clock_timestamp() + ${LEASE}
           WHERE id = $1 AND fence = $2 AND state = 'PENDING' RETURNING 1`,
    values: [claim.intentId, claim.fence],
  });
  return rows.length === 1;
}

export interface Release {
  readonly intentId: IntentId;
  readonly fence: bigint;
  readonly retryInMs: number;
}

/** Gives a claimed intent back, due again later. Whether the claim was still ours. */
export async function releaseClaim(tx: Executor, release: Release): Promise<boolean> {
  const rows = await tx.query({
    name: 'release-claim',
    text: `UPDATE intents SET lease_until = NULL,
                  due_at = GREATEST(due_at, clock_timestamp() + $3 * interval '1 ms')
           WHERE id = $1 AND fence = $2 AND state = 'PENDING' RETURNING 1`,
    values: [release.intentId, release.fence, release.retryInMs],
  });
  return rows.length === 1;
}

/** Stores why a claimed intent was not signed. */
export async function insertDenial(
  tx: Transaction,
  denial: {
    id: string;
    intentId: IntentId;
    organizationId: OrganizationId;
    code: string;
    detail: Record<string, unknown>;
  },
): Promise<void> {
  await tx.query({
    name: 'insert-denial',
    text: `WITH told AS (UPDATE intents SET last_denial = $4 WHERE id = $2 AND state = 'PENDING')
           INSERT INTO denials (id, intent_id, organization_id, code, detail) VALUES ($1, $2, $3, $4, $5)`,
    values: [denial.id, denial.intentId, denial.organizationId, denial.code, JSON.stringify(denial.detail)],
  });
}

export interface LiveBytes {
  readonly attemptId: AttemptId;
  readonly signature: Signature;
  /** As committed: what is sent is never anything else (I5). */
  readonly raw: Uint8Array;
}

/** The intent's live attempt, if it has one. */
export async function liveAttemptOf(db: Executor, intentId: IntentId): Promise<LiveBytes | null> {
  const [row] = await db.query<LiveBytes & Record<string, unknown>>({
    name: 'live-attempt-of',
    text: `SELECT id AS "attemptId", signature, raw_transaction AS raw FROM attempts
           WHERE intent_id = $1 AND state = 'LIVE'`,
    values: [intentId],
  });
  return row ?? null;
}
