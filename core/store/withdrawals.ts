/** Intents that send money away: made here, and carried out by the execution machine. */
import type { Asset } from '#core/domain/execution/demands.ts';
import { type Address, type GenesisHash, type IntentId, isUuid, type WalletId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Withdrawal } from '#core/domain/withdrawal/withdrawal.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `i.id, i.wallet_id AS "walletId", i.input_mint AS asset, i.amount_in AS amount, i.destination, i.state,
  i.last_denial AS "lastDenial", i.review_reason AS "reviewReason", i.created_at AS "createdAt", i.not_after AS "notAfter",
  i.terminal_at AS "terminalAt",
  (SELECT a.label FROM withdrawal_addresses a
   WHERE a.organization_id = i.organization_id AND a.address = i.destination ORDER BY a.created_at DESC LIMIT 1) AS label`;

export interface NewWithdrawal {
  readonly id: IntentId;
  readonly genesisHash: GenesisHash;
  readonly walletId: WalletId;
  readonly destination: Address;
  readonly asset: Asset;
  readonly amount: bigint;
  /** How long it may be tried, in milliseconds. */
  readonly lifeMs: number;
  readonly signatureBudget: number;
}

/** Inserts a withdrawal that is due at once. */
export async function insertWithdrawal(tx: Transaction, tenant: Tenant, row: NewWithdrawal): Promise<void> {
  await tx.query({
    text: `INSERT INTO intents (id, organization_id, genesis_hash, source, idempotency_key, kind, wallet_id, fee_payer_wallet_id,
                                destination, input_mint, output_mint, amount_in, slippage_bps, due_at, first_due_at, not_after,
                                signature_budget)
           SELECT $1, $2, $3, 'PERSON', 'withdrawal:' || $1::uuid, 'WITHDRAW', $4, $4, $5, $6, $6, $7, 0, now, now,
                  now + $8 * interval '1 ms', $9
           FROM (SELECT clock_timestamp() AS now) clock`,
    values: [
      ...[row.id, tenant.organizationId, row.genesisHash, row.walletId, row.destination, row.asset, row.amount],
      ...[row.lifeMs, row.signatureBudget],
    ],
  });
}

export async function findWithdrawal(db: Executor, tenant: Tenant, id: string): Promise<Withdrawal | null> {
  if (!isUuid(id)) return null;
  const [withdrawal] = await db.query<Withdrawal>({
    name: 'withdrawal',
    text: `SELECT ${COLUMNS} FROM intents i WHERE i.organization_id = $1 AND i.id = $2 AND i.destination IS NOT NULL`,
    values: [tenant.organizationId, id],
  });
  return withdrawal ?? null;
}

/** Newest first. */
export async function withdrawalPage(db: Executor, tenant: Tenant, request: PageRequest): Promise<Page<Withdrawal>> {
  const query = pageQuery('withdrawals', request);
  const rows = await db.query<Withdrawal>({
    name: 'withdrawal-page',
    text: `SELECT ${COLUMNS} FROM intents i
           WHERE i.organization_id = $1 AND i.destination IS NOT NULL AND (i.created_at, i.id) < ($2, $3)
           ORDER BY i.created_at DESC, i.id DESC LIMIT $4`,
    values: [tenant.organizationId, ...query.keyset, query.limit],
  });
  return toPage(query, rows, ({ createdAt, id }) => ({ at: createdAt, id }));
}

/** A withdrawal that has not been seen on the chain yet. */
export interface PendingOutflow {
  readonly asset: Asset;
  readonly amount: bigint;
}

/** What withdrawals of the wallet may still take of what the chain shows at `confirmed`. */
export async function pendingOutflows(db: Executor, tenant: Tenant, walletId: WalletId): Promise<PendingOutflow[]> {
  return db.query<PendingOutflow & Record<string, unknown>>({
    name: 'pending-outflows',
    text: `SELECT i.input_mint AS asset, i.amount_in AS amount FROM intents i
           WHERE i.organization_id = $1 AND i.wallet_id = $2 AND i.destination IS NOT NULL AND i.state = 'PENDING'
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE' AND a.confirmed_slot IS NOT NULL)`,
    values: [tenant.organizationId, walletId],
  });
}

/** Whether a run that has not ended trades with the wallet. */
export async function isTradedWith(db: Executor, tenant: Tenant, walletId: WalletId): Promise<boolean> {
  const rows = await db.query({
    text: 'SELECT 1 FROM runs WHERE organization_id = $1 AND wallet_id = $2 AND ended_at IS NULL LIMIT 1',
    values: [tenant.organizationId, walletId],
  });
  return rows.length > 0;
}
