import type { IntentId } from '#core/domain/ids.ts';
import type { Transaction } from '#core/store/db.ts';
import { appendEvent } from '#core/store/events.ts';
import { cancelOneUnsigned, scopeOfIntent } from '#core/store/executions.ts';
import { lockExclusive } from '#core/store/locks.ts';
import { lockRun, uncommit } from '#core/store/runs.ts';

/**
 * Cancels a pending trade of which nothing is signed, under the lock that keeps a signature from being stored meanwhile. Whether it was
 * cancelled: one that is signed, or over, is left as it is.
 */
export async function cancelIntent(tx: Transaction, intentId: IntentId): Promise<boolean> {
  const scope = await scopeOfIntent(tx, intentId);
  if (scope === null) return false;
  const { organizationId, walletId, campaignId, runId } = scope;
  await lockExclusive(tx, campaignId === null ? { walletId } : { campaignId });
  if (runId !== null) await lockRun(tx, scope, runId);
  const cancelled = await cancelOneUnsigned(tx, scope, intentId);
  if (cancelled === null) return false;
  if (runId !== null) await uncommit(tx, scope, runId, cancelled.amountIn);
  if (campaignId !== null) {
    const data = { kind: 'TRADE_CANCELLED', intentId, sequence: cancelled.sequence } as const;
    await appendEvent(tx, { organizationId }, { campaignId, runId, data });
  }
  return true;
}
