/** Runs of campaigns. */
import type { Run, RunTotals } from '#core/domain/campaign/run.ts';
import type { RunStatus } from '#core/domain/campaign/transitions.ts';
import { type CampaignId, isUuid, type RunId, type WalletId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { groupPages, pageQuery } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `r.id, r.campaign_id AS "campaignId", r.wallet_id AS "walletId", r.number, r.status, r.budget, r.spent,
  r.received, r.committed, r.next_due_at AS "nextDueAt", r.started_at AS "startedAt", r.ends_at AS "endsAt",
  r.ended_at AS "endedAt", r.end_reason AS "endReason"`;

export interface NewRun {
  readonly id: RunId;
  readonly campaignId: CampaignId;
  readonly walletId: WalletId;
  readonly budget: bigint;
  /** Also the time of the first decision. */
  readonly startedAt: Date;
  readonly endsAt: Date;
}

/** Postgres' time, which decides what is due. */
export async function databaseTime(db: Executor): Promise<Date> {
  const [row] = await db.query<{ now: Date }>({ text: 'SELECT clock_timestamp()::timestamptz(3) AS now' });
  if (row === undefined) throw new Error('Postgres told no time');
  return row.now;
}

/** Inserts a running run, numbered one above the campaign's last; the campaign's row is locked by the caller. */
export async function insertRun(tx: Transaction, tenant: Tenant, run: NewRun): Promise<void> {
  await tx.query({
    text: `INSERT INTO runs (id, organization_id, campaign_id, wallet_id, number, budget, started_at, next_due_at, ends_at)
           SELECT $1, $2, $3, $4, COALESCE(max(number), 0) + 1, $5, $6, $6, $7 FROM runs WHERE campaign_id = $3`,
    values: [run.id, tenant.organizationId, run.campaignId, run.walletId, run.budget, run.startedAt, run.endsAt],
  });
}

export async function runsByIds(db: Executor, tenant: Tenant, ids: readonly string[]): Promise<Run[]> {
  return db.query<Run>({
    name: 'runs-by-ids',
    text: `SELECT ${COLUMNS} FROM runs r WHERE r.organization_id = $1 AND r.id = ANY($2::uuid[])`,
    values: [tenant.organizationId, ids.filter(isUuid)],
  });
}

export async function findRun(db: Executor, tenant: Tenant, id: string): Promise<Run | null> {
  const [run] = await runsByIds(db, tenant, [id]);
  return run ?? null;
}

/** One page for each campaign, latest run first. */
export async function runPages(
  db: Executor,
  tenant: Tenant,
  campaignIds: readonly CampaignId[],
  request: PageRequest,
): Promise<ReadonlyMap<CampaignId, Page<Run>>> {
  const query = pageQuery('runs', request);
  const rows = await db.query<Run>({
    name: 'run-pages',
    text: `SELECT r.* FROM unnest($2::uuid[]) AS c (id) CROSS JOIN LATERAL (
             SELECT ${COLUMNS} FROM runs r
             WHERE r.organization_id = $1 AND r.campaign_id = c.id AND (r.started_at, r.id) < ($3, $4)
             ORDER BY r.started_at DESC, r.id DESC LIMIT $5) r`,
    values: [tenant.organizationId, campaignIds, ...query.keyset, query.limit],
  });
  return groupPages(query, campaignIds, rows, {
    group: (run) => run.campaignId,
    position: (run) => ({ at: run.startedAt, id: run.id }),
  });
}

/** Keeps the run's row until the transaction ends: the dispatcher plans no trade of it meanwhile. */
export async function lockRun(tx: Transaction, tenant: Tenant, id: RunId): Promise<void> {
  await tx.query({
    name: 'lock-run',
    text: `SELECT 1 FROM runs WHERE organization_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    values: [tenant.organizationId, id],
  });
}

/** Pauses; when the next decision would have been due stays known. */
export async function pauseRun(tx: Transaction, tenant: Tenant, id: RunId): Promise<void> {
  await setOpenStatus(tx, tenant, { id, status: 'PAUSED', from: ['RUNNING'], nextDueAt: 'next_due_at' });
}

/** Resumes: the next decision keeps its time, or is due at once when that has passed, and nothing is caught up on. */
export async function resumeRun(tx: Transaction, tenant: Tenant, id: RunId): Promise<void> {
  const nextDueAt = 'GREATEST(next_due_at, clock_timestamp())';
  await setOpenStatus(tx, tenant, { id, status: 'RUNNING', from: ['PAUSED'], nextDueAt });
}

/** Begins to stop: no further decision. */
export async function stopRun(tx: Transaction, tenant: Tenant, id: RunId): Promise<void> {
  await setOpenStatus(tx, tenant, { id, status: 'STOPPING', from: ['RUNNING', 'PAUSED'], nextDueAt: 'NULL' });
}

async function setOpenStatus(
  tx: Transaction,
  tenant: Tenant,
  change: { id: RunId; status: RunStatus; from: readonly RunStatus[]; nextDueAt: string },
): Promise<void> {
  const changed = await tx.query({
    text: `UPDATE runs SET status = $3, next_due_at = ${change.nextDueAt}
           WHERE organization_id = $1 AND id = $2 AND status::text = ANY($4::text[]) RETURNING 1`,
    values: [tenant.organizationId, change.id, change.status, change.from],
  });
  if (changed.length !== 1) throw new Error(`run ${change.id} was not ${change.from.join(' or ')}`);
}

/** Gives back to the budget what cancelled trades had committed. */
export async function uncommit(tx: Transaction, tenant: Tenant, id: RunId, amount: bigint): Promise<void> {
  await tx.query({
    text: `UPDATE runs SET committed = committed - $3 WHERE organization_id = $1 AND id = $2`,
    values: [tenant.organizationId, id, amount],
  });
}

/** Ends a run whose last trade has ended. Nothing of it changes afterwards. */
export async function endRun(
  tx: Transaction,
  tenant: Tenant,
  end: { id: RunId; status: 'STOPPED' | 'COMPLETED' | 'FAILED'; reason: string },
): Promise<void> {
  await tx.query({
    text: `UPDATE runs SET status = $3, end_reason = $4, ended_at = clock_timestamp(), next_due_at = NULL
           WHERE organization_id = $1 AND id = $2`,
    values: [tenant.organizationId, end.id, end.status, end.reason],
  });
}

/** Input the wallet's open runs may still spend of `mint`: it is spoken for. */
export async function spokenFor(db: Executor, tenant: Tenant, walletId: WalletId, mint: string): Promise<bigint> {
  const [row] = await db.query<{ amount: bigint }>({
    text: `SELECT COALESCE(sum(r.budget - r.spent), 0)::numeric AS amount
           FROM runs r JOIN campaigns c ON c.id = r.campaign_id
           WHERE r.organization_id = $1 AND r.wallet_id = $2 AND r.ended_at IS NULL AND c.input_mint = $3`,
    values: [tenant.organizationId, walletId, mint],
  });
  return row?.amount ?? 0n;
}

/**
 * Trades and costs of each run. Trades that succeeded are added up as they land; the others are few, or soon over. What those that
 * failed on chain have cost is in the ledger.
 */
export async function runTotals(
  db: Executor,
  tenant: Tenant,
  ids: readonly RunId[],
): Promise<ReadonlyMap<RunId, RunTotals>> {
  const rows = await db.query<RunTotals & { id: RunId }>({
    name: 'run-totals',
    text: TOTALS,
    values: [tenant.organizationId, ids],
  });
  return new Map(rows.map(({ id, ...totals }) => [id, totals]));
}

const TOTALS = `
  SELECT r.id, r.succeeded, r.tips, r.rent, r.fees + failures.fees AS fees, ended.*, open.*
  FROM runs r
  CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE i.state = 'FAILED_ONCHAIN')::int AS failed,
           count(*) FILTER (WHERE i.state = 'EXPIRED')::int AS expired,
           count(*) FILTER (WHERE i.state = 'CANCELLED')::int AS cancelled
    FROM intents i
    WHERE i.run_id = r.id AND i.state IN ('FAILED_ONCHAIN', 'EXPIRED', 'CANCELLED')) ended
  CROSS JOIN LATERAL (
    SELECT count(*)::int AS pending,
           count(*) FILTER (WHERE EXISTS (
             SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE'))::int AS "inFlight"
    FROM intents i
    WHERE i.run_id = r.id AND i.state = 'PENDING') open
  CROSS JOIN LATERAL (
    SELECT COALESCE(-sum(l.amount), 0)::numeric AS fees
    FROM intents i
    JOIN attempts a ON a.intent_id = i.id AND a.state = 'LANDED_ERROR'
    JOIN ledger_entries l ON l.wallet_id = i.fee_payer_wallet_id AND l.signature = a.signature
     AND l.reason IN ('BASE_FEE', 'PRIORITY_FEE')
    WHERE i.run_id = r.id AND i.state = 'FAILED_ONCHAIN') failures
  WHERE r.organization_id = $1 AND r.id = ANY($2::uuid[])`;
