/** Fills: written by the execution machine, read here. */
import type { Fill } from '#core/domain/campaign/fill.ts';
import type { CampaignId, IntentId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { groupPages, pageQuery } from './cursor.ts';
import type { Executor } from './db.ts';
import type { Tenant } from './tenant.ts';

const COLUMNS = `f.id, f.intent_id AS "intentId", f.attempt_id AS "attemptId", f.campaign_id AS "campaignId",
  f.run_id AS "runId", f.wallet_id AS "walletId", f.kind, f.signature, f.slot, f.block_time AS "blockTime",
  f.input_mint AS "inputMint", f.input_amount AS "inputAmount", f.output_mint AS "outputMint",
  f.output_amount AS "outputAmount", f.quoted_out AS "quotedOut", f.base_fee AS "baseFee",
  f.priority_fee AS "priorityFee", f.tip, f.pool_fee AS "poolFee", f.rent, f.slippage_bps AS "slippageBps",
  f.created_at AS "createdAt"`;

/** One page for each campaign, newest first. */
export async function fillPages(
  db: Executor,
  tenant: Tenant,
  campaignIds: readonly CampaignId[],
  request: PageRequest,
): Promise<ReadonlyMap<CampaignId, Page<Fill>>> {
  const query = pageQuery('fills', request);
  const rows = await db.query<Fill & { campaignId: CampaignId }>({
    name: 'fill-pages',
    text: `SELECT f.* FROM unnest($2::uuid[]) AS c (id) CROSS JOIN LATERAL (
             SELECT ${COLUMNS} FROM fills f
             WHERE f.organization_id = $1 AND f.campaign_id = c.id AND (f.created_at, f.id) < ($3, $4)
             ORDER BY f.created_at DESC, f.id DESC LIMIT $5) f`,
    values: [tenant.organizationId, campaignIds, ...query.keyset, query.limit],
  });
  return groupPages(query, campaignIds, rows, {
    group: (fill) => fill.campaignId,
    position: (fill) => ({ at: fill.createdAt, id: fill.id }),
  });
}

export async function fillsByIntents(db: Executor, tenant: Tenant, intentIds: readonly IntentId[]): Promise<Fill[]> {
  return db.query<Fill>({
    name: 'fills-by-intents',
    text: `SELECT ${COLUMNS} FROM fills f WHERE f.organization_id = $1 AND f.intent_id = ANY($2::uuid[])`,
    values: [tenant.organizationId, intentIds],
  });
}
