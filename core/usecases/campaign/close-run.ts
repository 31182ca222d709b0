import type { CampaignId, RunId } from '#core/domain/ids.ts';
import type { Transaction } from '#core/store/db.ts';
import { appendEvent } from '#core/store/events.ts';
import { cancelUnsigned, countPending } from '#core/store/executions.ts';
import { endRun, findRun, uncommit } from '#core/store/runs.ts';
import type { Tenant } from '#core/store/tenant.ts';
import { found } from '../found.ts';

/** A run whose campaign's exclusive lock and whose own row the caller holds. */
export interface HeldRun {
  readonly campaignId: CampaignId;
  readonly runId: RunId;
}

/** Why a run that a person stopped has ended. */
const STOPPED_BY_PERSON = 'STOPPED';

/** Ends a run that plans nothing more and has no pending trade, and tells what of its budget is left. */
export async function closeRun(
  tx: Transaction,
  tenant: Tenant,
  { campaignId, runId }: HeldRun,
  end: { status: 'STOPPED' | 'COMPLETED' | 'FAILED'; reason: string },
): Promise<void> {
  await endRun(tx, tenant, { id: runId, ...end });
  const { budget, spent } = found(await findRun(tx, tenant, runId), 'run');
  const unspent = (budget - spent).toString();
  await appendEvent(tx, tenant, { campaignId, runId, data: { kind: 'RUN_STATUS', ...end, unspent } });
}

/**
 * One step of a stop (C-05): cancels what is not signed, and ends the run when nothing is in flight either. The scan takes it
 * again for trades whose signatures died after the stop.
 */
export async function finishStop(tx: Transaction, tenant: Tenant, run: HeldRun): Promise<'STOPPING' | 'STOPPED'> {
  await cancelTrades(tx, tenant, run);
  if ((await countPending(tx, tenant, run.runId)) > 0) return 'STOPPING';
  await closeRun(tx, tenant, run, { status: 'STOPPED', reason: STOPPED_BY_PERSON });
  return 'STOPPED';
}

async function cancelTrades(tx: Transaction, tenant: Tenant, { campaignId, runId }: HeldRun): Promise<void> {
  const cancelled = await cancelUnsigned(tx, tenant, runId);
  for (const { id: intentId, sequence } of cancelled) {
    await appendEvent(tx, tenant, { campaignId, runId, data: { kind: 'TRADE_CANCELLED', intentId, sequence } });
  }
  const amount = cancelled.reduce((sum, intent) => sum + intent.amountIn, 0n);
  if (amount > 0n) await uncommit(tx, tenant, runId, amount);
}
