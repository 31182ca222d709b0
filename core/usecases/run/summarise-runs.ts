import { type Run, type RunSummary, summarise } from '#core/domain/campaign/run.ts';
import { sidesOf } from '#core/domain/campaign/sides.ts';
import type { RunId } from '#core/domain/ids.ts';
import { priceText } from '#core/domain/price.ts';
import { campaignsByIds } from '#core/store/campaigns.ts';
import type { Database } from '#core/store/db.ts';
import { poolsByIds } from '#core/store/pools.ts';
import { runTotals } from '#core/store/runs.ts';
import type { Actor } from '#core/store/tenant.ts';

/** What each run has come to (C-11), in three queries for all: for a loader. Runs are the organisation's own, as read before. */
export async function summariseRuns(
  deps: { readonly db: Database },
  actor: Actor,
  runs: readonly Run[],
): Promise<ReadonlyMap<RunId, RunSummary>> {
  const [totals, campaigns] = await Promise.all([
    runTotals(
      deps.db.as(actor),
      actor,
      runs.map((run) => run.id),
    ),
    campaignsByIds(deps.db.as(actor), actor, [...new Set(runs.map((run) => run.campaignId))]),
  ]);
  const pools = await poolsByIds(deps.db.as(actor), actor, [...new Set(campaigns.map((campaign) => campaign.poolId))]);
  const averagePrice = (run: Run): string | null => {
    const campaign = campaigns.find(({ id }) => id === run.campaignId);
    const pool = pools.find(({ id }) => id === campaign?.poolId);
    const sides = campaign && pool ? sidesOf(pool, campaign.outputMint) : null;
    if (sides === null) return null;
    const decimals = { input: sides.input.decimals, output: sides.output.decimals };
    return priceText({ input: run.spent, output: run.received }, decimals);
  };
  return new Map(
    runs.flatMap((run) => {
      const own = totals.get(run.id);
      return own === undefined ? [] : [[run.id, summarise(run, own, averagePrice(run))]];
    }),
  );
}
