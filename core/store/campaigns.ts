/** Campaigns of an organisation. */
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import type { CampaignStatus } from '#core/domain/campaign/transitions.ts';
import { type CampaignId, isUuid, type RunId, type UserId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import { pageQuery, toPage } from './cursor.ts';
import type { Executor, Transaction } from './db.ts';
import type { Tenant } from './tenant.ts';

const SELECT = `
  SELECT c.id, c.name, c.token_id AS "tokenId", c.pool_id AS "poolId", c.wallet_id AS "walletId", c.strategy,
         c.strategy_version AS "strategyVersion", c.parameters, c.slippage_bps AS "slippageBps", c.route, c.max_tip AS "maxTip",
         c.input_mint AS "inputMint", c.output_mint AS "outputMint", c.status,
         COALESCE(r.status::text, 'DRAFT') AS phase, c.generation, c.current_run_id AS "currentRunId",
         c.created_at AS "createdAt", c.updated_at AS "updatedAt"
  FROM campaigns c LEFT JOIN runs r ON r.id = c.current_run_id
  WHERE c.organization_id = $1`;

export type NewCampaign = Pick<
  Campaign,
  | 'id'
  | 'name'
  | 'tokenId'
  | 'poolId'
  | 'walletId'
  | 'strategy'
  | 'strategyVersion'
  | 'slippageBps'
  | 'route'
  | 'maxTip'
  | 'inputMint'
  | 'outputMint'
> & {
  readonly createdById: UserId;
  /** JSON, amounts as decimal strings. */
  readonly parameters: string;
};

export async function insertCampaign(tx: Transaction, tenant: Tenant, campaign: NewCampaign): Promise<void> {
  await tx.query({
    text: `INSERT INTO campaigns (id, organization_id, created_by_id, name, token_id, pool_id, wallet_id, strategy,
                                  strategy_version, parameters, slippage_bps, input_mint, output_mint, route, max_tip)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
    values: [
      campaign.id,
      tenant.organizationId,
      campaign.createdById,
      campaign.name,
      campaign.tokenId,
      campaign.poolId,
      campaign.walletId,
      campaign.strategy,
      campaign.strategyVersion,
      campaign.parameters,
      campaign.slippageBps,
      campaign.inputMint,
      campaign.outputMint,
      campaign.route,
      campaign.maxTip,
    ],
  });
}

export async function campaignsByIds(db: Executor, tenant: Tenant, ids: readonly string[]): Promise<Campaign[]> {
  return db.query<Campaign>({
    name: 'campaigns-by-ids',
    text: `${SELECT} AND c.id = ANY($2::uuid[])`,
    values: [tenant.organizationId, ids.filter(isUuid)],
  });
}

export async function findCampaign(db: Executor, tenant: Tenant, id: string): Promise<Campaign | null> {
  const [campaign] = await campaignsByIds(db, tenant, [id]);
  return campaign ?? null;
}

/** Reads the campaign and keeps its row until the transaction ends. Lock order: campaign, run, intents. */
export async function lockCampaign(tx: Transaction, tenant: Tenant, id: CampaignId): Promise<Campaign | null> {
  const [campaign] = await tx.query<Campaign>({
    name: 'lock-campaign',
    text: `${SELECT} AND c.id = $2 FOR NO KEY UPDATE OF c`,
    values: [tenant.organizationId, id],
  });
  return campaign ?? null;
}

/** `statuses` null for all. */
export async function campaignPage(
  db: Executor,
  tenant: Tenant,
  request: PageRequest,
  statuses: readonly CampaignStatus[] | null,
): Promise<Page<Campaign>> {
  const query = pageQuery('campaigns', request);
  const rows = await db.query<Campaign>({
    name: 'campaign-page',
    text: `${SELECT} AND (c.created_at, c.id) < ($2, $3) AND ($4::text[] IS NULL OR c.status::text = ANY($4))
           ORDER BY c.created_at DESC, c.id DESC LIMIT $5`,
    values: [tenant.organizationId, ...query.keyset, statuses, query.limit],
  });
  return toPage(query, rows, (campaign) => ({ at: campaign.createdAt, id: campaign.id }));
}

/** Makes `runId` the campaign's run, with the status that follows from it. The generation stays: nothing is taken back by this. */
export async function setCampaignRun(
  tx: Transaction,
  tenant: Tenant,
  change: { id: CampaignId; runId: RunId; status: CampaignStatus },
): Promise<void> {
  await tx.query({
    text: `UPDATE campaigns SET status = $3, current_run_id = $4, updated_at = now() WHERE organization_id = $1 AND id = $2`,
    values: [tenant.organizationId, change.id, change.status, change.runId],
  });
}

/** Sets the status and raises the generation: what was built before can no longer be signed. */
export async function changeCampaignStatus(
  tx: Transaction,
  tenant: Tenant,
  change: { id: CampaignId; status: CampaignStatus },
): Promise<void> {
  await tx.query({
    text: `UPDATE campaigns SET status = $3, generation = generation + 1, updated_at = now()
           WHERE organization_id = $1 AND id = $2`,
    values: [tenant.organizationId, change.id, change.status],
  });
}
