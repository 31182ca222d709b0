/** Runs whose next decision is due, and what the dispatcher writes for them. Due times are by Postgres' clock. */
import type { Route } from '#core/domain/execution/route.ts';
import type { CampaignId, IntentId, OrganizationId, PoolId, RunId, WalletId } from '#core/domain/ids.ts';
import type { Executor, Schedule, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

export interface DueRun {
  readonly id: RunId;
  readonly organizationId: OrganizationId;
  readonly campaignId: CampaignId;
  readonly walletId: WalletId;
  readonly poolId: PoolId;
  readonly strategy: string;
  readonly strategyVersion: number;
  readonly parameters: unknown;
  readonly slippageBps: number;
  readonly route: Route;
  /** The campaign's; 0 on the RPC route. */
  readonly maxTip: bigint;
  readonly inputMint: string;
  readonly outputMint: string;
  readonly now: Date;
  readonly dueAt: Date;
  readonly endsAt: Date;
  readonly budget: bigint;
  readonly spent: bigint;
  readonly committed: bigint;
  /** Pending intents without a live attempt. */
  readonly unsigned: number;
  readonly nextSequence: number;
}

/** A run by name, and whose it is. */
export interface ScheduledRun extends Tenant {
  readonly id: RunId;
}

/** Due runs of all organisations, oldest first; a hint. */
export async function dueRuns(schedule: Schedule, limit: number): Promise<ScheduledRun[]> {
  return schedule.query<ScheduledRun & Record<string, unknown>>({
    name: 'due-runs',
    text: `SELECT id, organization_id AS "organizationId" FROM runs WHERE status = 'RUNNING' AND next_due_at <= clock_timestamp() ORDER BY next_due_at LIMIT $1`,
    values: [limit],
  });
}

/** Puts a due run off without having decided anything. */
export async function postponeRun(db: Executor, id: RunId, ms: number): Promise<void> {
  await db.query({
    text: `UPDATE runs SET next_due_at = clock_timestamp() + $2 * interval '1 ms'
           WHERE id = $1 AND status = 'RUNNING' AND next_due_at <= clock_timestamp()`,
    values: [id, ms],
  });
}

/** Takes those of the runs that are still due for the length of the transaction; those another dispatcher holds are left to it. */
export async function takeDueRuns(tx: Transaction, ids: readonly RunId[]): Promise<DueRun[]> {
  return tx.query<DueRun & Record<string, unknown>>({
    name: 'take-due-runs',
    // Only what is taken is counted for: others hold half of what is due when there is much to do.
    text: `WITH r AS MATERIALIZED (
             SELECT * FROM runs WHERE status = 'RUNNING' AND next_due_at <= clock_timestamp() AND id = ANY($1::uuid[])
             FOR NO KEY UPDATE SKIP LOCKED)
           SELECT r.id, r.organization_id AS "organizationId", r.campaign_id AS "campaignId", r.wallet_id AS "walletId",
                  c.pool_id AS "poolId", c.strategy, c.strategy_version AS "strategyVersion", c.parameters,
                  c.slippage_bps AS "slippageBps", c.route, c.max_tip AS "maxTip", c.input_mint AS "inputMint", c.output_mint AS "outputMint",
                  clock_timestamp() AS now, r.next_due_at AS "dueAt", r.ends_at AS "endsAt", r.budget, r.spent, r.committed,
                  r.next_sequence AS "nextSequence",
                  (SELECT count(*)::int FROM intents i WHERE i.run_id = r.id AND i.state = 'PENDING'
                     AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')) AS unsigned
           FROM r JOIN campaigns c ON c.id = r.campaign_id
           ORDER BY r.next_due_at`,
    values: [ids],
  });
}

/** Milliseconds until the next decision is due, at least 0; null when no run waits for one. */
export async function untilNextDue(db: Schedule): Promise<number | null> {
  const [row] = await db.query<{ ms: number | null }>({
    name: 'until-next-due',
    text: `SELECT GREATEST(0, ceil(extract(epoch FROM min(next_due_at) - clock_timestamp()) * 1000))::int AS ms
           FROM runs WHERE next_due_at IS NOT NULL AND status = 'RUNNING'`,
  });
  return row?.ms ?? null;
}

export interface NewIntent {
  readonly id: IntentId;
  readonly run: DueRun;
  readonly genesisHash: string;
  readonly kind: 'BUY' | 'SELL';
  readonly amountIn: bigint;
  readonly limit: { readonly out: bigint; readonly in: bigint } | null;
  readonly notAfter: Date;
  readonly signatureBudget: number;
  /** Lamports for the block engine; 0 on the RPC route. */
  readonly tip: bigint;
}

/** Inserts intents of runs that `takeDueRuns` holds. The key of a run and a sequence is theirs alone (E-05). */
export async function insertRunIntents(tx: Transaction, intents: readonly NewIntent[]): Promise<void> {
  if (intents.length === 0) return;
  await tx.query({
    name: 'insert-run-intents',
    text: `INSERT INTO intents (id, organization_id, genesis_hash, source, campaign_id, run_id, sequence, idempotency_key, kind,
                                wallet_id, fee_payer_wallet_id, pool_id, input_mint, output_mint, amount_in, slippage_bps,
                                limit_out, limit_in, due_at, first_due_at, not_after, signature_budget, route, tip)
           SELECT id, organization_id, genesis_hash, 'RUN', campaign_id, run_id, sequence, 'run:' || run_id || ':' || sequence,
                  kind, wallet_id, wallet_id, pool_id, input_mint, output_mint, amount_in, slippage_bps,
                  limit_out, limit_in, due_at, first_due_at, not_after, signature_budget, route, tip
           FROM jsonb_to_recordset($1) AS i (
             id uuid, organization_id uuid, genesis_hash text, campaign_id uuid, run_id uuid, sequence int,
             kind "IntentKind", wallet_id uuid, pool_id uuid, input_mint text, output_mint text, amount_in numeric,
             slippage_bps int, limit_out numeric, limit_in numeric, due_at timestamptz, first_due_at timestamptz,
             not_after timestamptz, signature_budget int, route "Route", tip numeric)`,
    values: [JSON.stringify(intents.map(toRow))],
  });
}

const toRow = ({ run, ...intent }: NewIntent) => ({
  id: intent.id,
  organization_id: run.organizationId,
  genesis_hash: intent.genesisHash,
  campaign_id: run.campaignId,
  run_id: run.id,
  sequence: run.nextSequence,
  kind: intent.kind,
  wallet_id: run.walletId,
  pool_id: run.poolId,
  input_mint: run.inputMint,
  output_mint: run.outputMint,
  amount_in: intent.amountIn.toString(),
  slippage_bps: run.slippageBps,
  limit_out: intent.limit?.out.toString() ?? null,
  limit_in: intent.limit?.in.toString() ?? null,
  due_at: run.now,
  first_due_at: run.dueAt,
  not_after: intent.notAfter,
  signature_budget: intent.signatureBudget,
  route: run.route,
  tip: intent.tip.toString(),
});

export interface RunAdvance {
  readonly runId: RunId;
  /** Null when nothing more will be planned, for the reason given. */
  readonly nextDueAt: Date | null;
  readonly endReason: string | null;
  /** Input of the intent inserted beside this; zero when none was. */
  readonly committed: bigint;
}

/** Moves runs that `takeDueRuns` holds to their next decision. Postgres refuses to commit more than the budget. */
export async function advanceRuns(tx: Transaction, advances: readonly RunAdvance[]): Promise<void> {
  await tx.query({
    name: 'advance-runs',
    text: `UPDATE runs r SET next_due_at = a.next_due_at, end_reason = COALESCE(a.end_reason, r.end_reason),
                  committed = r.committed + a.committed,
                  next_sequence = r.next_sequence + CASE WHEN a.committed > 0 THEN 1 ELSE 0 END
           FROM jsonb_to_recordset($1) AS a (run_id uuid, next_due_at timestamptz, end_reason text, committed numeric)
           WHERE r.id = a.run_id`,
    values: [
      JSON.stringify(
        advances.map((advance) => ({
          run_id: advance.runId,
          next_due_at: advance.nextDueAt,
          end_reason: advance.endReason,
          committed: advance.committed.toString(),
        })),
      ),
    ],
  });
}
