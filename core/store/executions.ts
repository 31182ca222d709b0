/** Intents and attempts as people see them, and the cancelling of what nobody has signed. */
import type { AttemptView, IntentView } from '#core/domain/execution/execution-view.ts';
import type { CampaignId, IntentId, RunId, WalletId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { groupPages, pageQuery } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const INTENT = `i.id, i.campaign_id AS "campaignId", i.run_id AS "runId", i.sequence, i.kind, i.state,
  i.amount_in AS "amountIn", i.route, i.tip, i.first_due_at AS "dueAt", i.not_after AS "notAfter", i.last_denial AS "lastDenial",
  i.review_reason AS "reviewReason", i.created_at AS "createdAt", i.terminal_at AS "terminalAt"`;

/** One page of intents for each campaign, newest first. */
export async function intentPages(
  db: Executor,
  tenant: Tenant,
  campaignIds: readonly CampaignId[],
  request: PageRequest,
): Promise<ReadonlyMap<CampaignId, Page<IntentView>>> {
  const query = pageQuery('executions', request);
  const rows = await db.query<IntentView & { campaignId: CampaignId }>({
    name: 'intent-pages',
    text: `SELECT i.* FROM unnest($2::uuid[]) AS c (id) CROSS JOIN LATERAL (
             SELECT ${INTENT} FROM intents i
             WHERE i.organization_id = $1 AND i.campaign_id = c.id AND (i.created_at, i.id) < ($3, $4)
             ORDER BY i.created_at DESC, i.id DESC LIMIT $5) i`,
    values: [tenant.organizationId, campaignIds, ...query.keyset, query.limit],
  });
  return groupPages(query, campaignIds, rows, {
    group: (intent) => intent.campaignId,
    position: (intent) => ({ at: intent.createdAt, id: intent.id }),
  });
}

/** All attempts of the intents, first one first. */
export async function attemptsByIntents(
  db: Executor,
  tenant: Tenant,
  intentIds: readonly IntentId[],
): Promise<AttemptView[]> {
  return db.query<AttemptView>({
    name: 'attempts-by-intents',
    text: `SELECT a.id, a.intent_id AS "intentId", a.ordinal, a.signature, a.state, a.signed_at AS "signedAt",
                  a.sent_at AS "sentAt", a.confirmed_at AS "confirmedAt", a.confirmed_slot AS "confirmedSlot",
                  a.landed_slot AS "landedSlot", a.quoted_out AS "quotedOut", a.min_out AS "minOut"
           FROM attempts a WHERE a.organization_id = $1 AND a.intent_id = ANY($2::uuid[])
           ORDER BY a.intent_id, a.ordinal`,
    values: [tenant.organizationId, intentIds],
  });
}

export type CancelledIntent = Readonly<{ id: IntentId; sequence: number | null; amountIn: bigint }>;

/**
 * Cancels the run's pending intents without a live signature, in their order. The caller holds the campaign's exclusive lock,
 * so that no signature is in the making, and the run's row, so that none is being planned.
 */
export async function cancelUnsigned(tx: Transaction, tenant: Tenant, runId: RunId): Promise<CancelledIntent[]> {
  return tx.query<CancelledIntent>({
    text: `WITH cancelled AS (
             UPDATE intents i SET state = 'CANCELLED', terminal_at = clock_timestamp()
             WHERE i.organization_id = $1 AND i.run_id = $2 AND i.state = 'PENDING'
               AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')
             RETURNING i.id, i.sequence, i.amount_in AS "amountIn")
           SELECT * FROM cancelled ORDER BY sequence`,
    values: [tenant.organizationId, runId],
  });
}

export interface IntentScope extends Tenant {
  readonly walletId: WalletId;
  readonly campaignId: CampaignId | null;
  readonly runId: RunId | null;
}

/** What an intent belongs to; it never changes. Null when there is no such intent. */
export async function scopeOfIntent(db: Executor, id: IntentId): Promise<IntentScope | null> {
  const [scope] = await db.query<IntentScope & Record<string, unknown>>({
    text: `SELECT organization_id AS "organizationId", wallet_id AS "walletId", campaign_id AS "campaignId", run_id AS "runId"
           FROM intents WHERE id = $1`,
    values: [id],
  });
  return scope ?? null;
}

/** Cancels one intent as `cancelUnsigned` does, under the same locks. Null when it is signed, or not pending. */
export async function cancelOneUnsigned(
  tx: Transaction,
  tenant: Tenant,
  id: IntentId,
): Promise<CancelledIntent | null> {
  const [cancelled] = await tx.query<CancelledIntent>({
    text: `UPDATE intents i SET state = 'CANCELLED', terminal_at = clock_timestamp()
           WHERE i.organization_id = $1 AND i.id = $2 AND i.state = 'PENDING'
             AND NOT EXISTS (SELECT 1 FROM attempts a WHERE a.intent_id = i.id AND a.state = 'LIVE')
           RETURNING i.id, i.sequence, i.amount_in AS "amountIn"`,
    values: [tenant.organizationId, id],
  });
  return cancelled ?? null;
}

/** How many of the run's intents have not ended yet. */
export async function countPending(db: Executor, tenant: Tenant, runId: RunId): Promise<number> {
  const [row] = await db.query<{ pending: number }>({
    text: `SELECT count(*)::int AS pending FROM intents WHERE organization_id = $1 AND run_id = $2 AND state = 'PENDING'`,
    values: [tenant.organizationId, runId],
  });
  return row?.pending ?? 0;
}
