/** Puts together what the guards look at: the intent, the rows read under the locks, and the signer's own reading. */
import { clusterOf } from '#core/domain/clusters.ts';
import { byOrder } from '#core/domain/execution/order.ts';
import type { GuardView } from '#core/domain/risk/view.ts';
import { type BoundStrategy, strategyOf } from '#core/domain/strategy/registry.ts';
import type { GuardRows } from '#core/ports/signing-store.ts';
import type { SigningDependencies } from './dependencies.ts';
import type { PreparedSignature } from './prepare.ts';

/** Null when this build does not know the strategy, or cannot read its parameters. */
function strategyOrNull(campaign: NonNullable<GuardRows['campaign']>): BoundStrategy | null {
  try {
    return strategyOf(campaign);
  } catch {
    return null;
  }
}

function campaignOf({ campaign }: GuardRows, { limit }: GuardView['intent']): GuardView['campaign'] {
  if (campaign === null) return null;
  const strategy = strategyOrNull(campaign);
  const sameLimit = strategy === null || (strategy.limit?.in === limit?.in && strategy.limit?.out === limit?.out);
  return {
    ...campaign,
    rehearsalOnly: strategy?.rehearsalOnly ?? null,
    differences: [...campaign.differences, ...(sameLimit ? [] : ['limit'])],
  };
}

function intentOf({ intent }: PreparedSignature, { intent: { dueAt, signatures } }: GuardRows): GuardView['intent'] {
  const { limitIn, limitOut } = intent;
  const limit = limitIn === null || limitOut === null ? null : { in: limitIn, out: limitOut };
  return { ...intent, limit, dueAt, wasSigned: signatures > 0 };
}

function holdingsOf({ inspection }: PreparedSignature, rows: GuardRows): GuardView['holdings'] {
  return inspection.demands.map((demand) => ({
    ...demand,
    reserved:
      rows.reserved.find((held) => held.walletId === demand.walletId && held.asset === demand.asset)?.amount ?? 0n,
  }));
}

export function guardView(
  { chain, limits }: SigningDependencies,
  prepared: PreparedSignature,
  rows: GuardRows,
): GuardView {
  const { inspection, request, plausible } = prepared;
  const intent = intentOf(prepared, rows);
  return {
    now: rows.now,
    limits,
    chain: { genesisHash: chain.genesisHash, cluster: clusterOf(chain.genesisHash) },
    intent,
    campaign: campaignOf(rows, intent),
    run: rows.run,
    guardStates: rows.guardStates,
    wallets: rows.wallets,
    claimedGeneration: request.generation,
    order: inspection.order,
    quote: inspection.quote,
    transfer: byOrder(prepared.intent, { trade: () => null, transfer: () => ({ destination: rows.destination }) }),
    holdings: holdingsOf(prepared, rows),
    blockhashPlausible: plausible,
    oppositeTrades: rows.oppositeTrades,
  };
}
