/** The frame of pause, resume and stop: under the campaign's exclusive lock, by the transition table, once. */
import type { Campaign } from '#core/domain/campaign/campaign.ts';
import {
  type CampaignOperation,
  campaignStatusOf,
  type RunStatus,
  transition,
} from '#core/domain/campaign/transitions.ts';
import { appError } from '#core/domain/errors.ts';
import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { EventBus } from '#core/ports/event-bus.ts';
import { appendAudit } from '#core/store/audit.ts';
import { changeCampaignStatus, findCampaign, lockCampaign } from '#core/store/campaigns.ts';
import type { Database, Transaction } from '#core/store/db.ts';
import { appendEvent } from '#core/store/events.ts';
import { lockExclusive } from '#core/store/locks.ts';
import { lockRun } from '#core/store/runs.ts';
import type { Actor, Tenant } from '#core/store/tenant.ts';
import { found } from '../found.ts';
import { once } from '../once.ts';
import { requireTrader } from '../require-trader.ts';

export interface OperateDeps {
  readonly db: Database;
  readonly bus: Pick<EventBus, 'wake'>;
}

export interface OperateInput {
  readonly campaignId: string;
  readonly idempotencyKey: string;
}

/** What an operation does to the run; answers the status the run has afterwards. */
export type Effect = (tx: Transaction, campaign: Campaign, runId: RunId) => Promise<RunStatus>;

const ACTION = {
  START: 'campaign.started',
  PAUSE: 'campaign.paused',
  RESUME: 'campaign.resumed',
  STOP: 'campaign.stopped',
};

/**
 * Carries out `operation` when the transition table has a next state for it. One that has had its effect already changes nothing.
 * @throws AppError FORBIDDEN, BAD_USER_INPUT, NOT_FOUND, ILLEGAL_TRANSITION, CONFLICT
 */
export async function operate(
  deps: OperateDeps,
  actor: Actor,
  input: OperateInput,
  operation: Exclude<CampaignOperation, 'START'>,
  effect: Effect,
): Promise<Campaign> {
  requireTrader(actor);
  const { id } = found(await findCampaign(deps.db.as(actor), actor, input.campaignId), 'campaign');
  await once(deps.db, actor, {
    key: input.idempotencyKey,
    operation: `campaign.${operation.toLowerCase()}`,
    body: { campaignId: id },
    resultId: id,
    prepare: async () => undefined,
    write: (tx) => change(tx, actor, id, operation, effect),
  });
  deps.bus.wake(id);
  return found(await findCampaign(deps.db.as(actor), actor, id), 'campaign');
}

async function change(
  tx: Transaction,
  actor: Actor,
  id: CampaignId,
  operation: Exclude<CampaignOperation, 'START'>,
  effect: Effect,
): Promise<void> {
  await lockExclusive(tx, { campaignId: id });
  const campaign = found(await lockCampaign(tx, actor, id), 'campaign');
  const result = transition(campaign.phase, operation);
  if (result.kind === 'unchanged') return;
  if (result.kind === 'illegal' || campaign.currentRunId === null) {
    throw appError('ILLEGAL_TRANSITION', { from: campaign.phase, operation });
  }
  await lockRun(tx, actor, campaign.currentRunId);
  const status = await effect(tx, campaign, campaign.currentRunId);
  await changeCampaignStatus(tx, actor, { id, status: campaignStatusOf(status) });
  await record(tx, actor, campaign, operation);
}

export const record = (
  tx: Transaction,
  actor: Actor,
  campaign: Campaign,
  operation: CampaignOperation,
): Promise<void> =>
  appendAudit(tx, {
    organizationId: actor.organizationId,
    actorId: actor.userId,
    action: ACTION[operation],
    objectKind: 'campaign',
    objectId: campaign.id,
    detail: { from: campaign.phase },
  });

/** Tells the campaign's readers where its open run stands now. */
export async function announce(
  tx: Transaction,
  tenant: Tenant,
  { campaignId, runId, status }: { campaignId: CampaignId; runId: RunId; status: RunStatus },
): Promise<void> {
  await appendEvent(tx, tenant, { campaignId, runId, data: { kind: 'RUN_STATUS', status } });
}
