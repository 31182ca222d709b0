/** Intents that were not signed, given back with the reason. */
import type { IntentPolicies } from '#core/contracts/queues.ts';
import type { ClaimDenial, ClaimedIntent } from '#core/ports/claim-store.ts';
import type { TradeDeps } from './deps.ts';
import { isolate } from './isolate.ts';
import { type Ends, toRelease } from './trade-result.ts';

export interface DeniedIntent {
  readonly intent: ClaimedIntent;
  readonly code: string;
  /** Null where the signer has stored the denial already. */
  readonly detail: Record<string, unknown> | null;
}

/** Stored together, and each alone where one cannot be. */
export async function denyTrades(deps: TradeDeps, denied: readonly DeniedIntent[]): Promise<Ends> {
  const failures = await isolate(denied, async (some) => {
    const ours = await deps.claims.deny(some.map((one) => toDenial(one, deps.policies)));
    for (const one of some) if (ours.has(one.intent.id)) tell(deps, one);
  });
  const failed = new Map(failures.map(({ item, error }) => [item.intent.id, { error }]));
  return new Map(denied.map(({ intent: { id } }) => [id, failed.get(id) ?? 'denied']));
}

/** People are told when the reason is a new one. */
function toDenial({ intent, code, detail }: DeniedIntent, policies?: IntentPolicies): ClaimDenial {
  const { organizationId, campaignId, runId, sequence } = intent;
  const data = { kind: 'TRADE_DENIED', intentId: intent.id, sequence, code } as const;
  const isNews = campaignId !== null && code !== intent.lastDenial;
  const event = isNews ? { organizationId, campaignId, runId, data } : null;
  return { ...toRelease(intent, policies), code, detail, event };
}

function tell({ log, bus }: TradeDeps, { intent, code }: DeniedIntent): void {
  log.info({ intentId: intent.id, code }, 'intent denied');
  if (intent.campaignId !== null) bus.wake(intent.campaignId);
}
