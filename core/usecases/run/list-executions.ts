import type { Fill } from '#core/domain/campaign/fill.ts';
import type { AttemptView, IntentView } from '#core/domain/execution/execution-view.ts';
import { type JobStatus, jobStatus } from '#core/domain/execution/states.ts';
import type { CampaignId, IntentId } from '#core/domain/ids.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Database } from '#core/store/db.ts';
import { attemptsByIntents, intentPages } from '#core/store/executions.ts';
import { fillsByIntents } from '#core/store/fills.ts';
import type { Actor } from '#core/store/tenant.ts';

/** A trade as people see it: what was asked for, what was signed, and what came of it. */
export type Execution = IntentView & {
  readonly status: JobStatus;
  readonly attempts: readonly AttemptView[];
  readonly fill: Fill | null;
};

/** A page of trades for each campaign, newest first, in three queries for all. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export async function listExecutions(
  deps: { readonly db: Database },
  actor: Actor,
  campaignIds: readonly CampaignId[],
  page: PageRequest,
): Promise<ReadonlyMap<CampaignId, Page<Execution>>> {
  const pages = await intentPages(deps.db.as(actor), actor, campaignIds, page);
  const intentIds = [...pages.values()].flatMap(({ items }) => items.map(({ node }) => node.id));
  const [attempts, fills] = await Promise.all([
    attemptsByIntents(deps.db.as(actor), actor, intentIds),
    fillsByIntents(deps.db.as(actor), actor, intentIds),
  ]);
  const complete = withOutcome(attempts, fills);
  return new Map(
    [...pages].map(([campaignId, { items, hasNext }]) => [
      campaignId,
      { hasNext, items: items.map(({ node, cursor }) => ({ node: complete(node), cursor })) },
    ]),
  );
}

function withOutcome(attempts: readonly AttemptView[], fills: readonly Fill[]): (intent: IntentView) => Execution {
  const attemptsOf = new Map<IntentId, AttemptView[]>();
  for (const attempt of attempts)
    attemptsOf.set(attempt.intentId, [...(attemptsOf.get(attempt.intentId) ?? []), attempt]);
  const fillOf = new Map(fills.map((fill) => [fill.intentId, fill]));
  return (intent) => {
    const own = attemptsOf.get(intent.id) ?? [];
    const status = jobStatus(
      intent.state,
      own.map((attempt) => attempt.state),
    );
    return { ...intent, status, attempts: own, fill: fillOf.get(intent.id) ?? null };
  };
}
