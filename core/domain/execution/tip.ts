/** What a transaction offers a block engine for its place. Lamports throughout. */
import type { Cluster } from '../clusters.ts';
import type { Address, IntentId } from '../ids.ts';
import { max, min } from '../money.ts';
import { type Route, usesJito } from './route.ts';
import { tipAccountOf } from './tip-accounts.ts';

/** The least that block engines take (Jito's minimum). */
export const TIP_FLOOR = 1_000n;

export interface TipTerms {
  readonly route: Route;
  /** The campaign's own limit. */
  readonly maxTip: bigint;
  /** The platform's limit, whatever a campaign says. */
  readonly cap: bigint;
  /** What bundles that landed lately had offered; null where nobody knows. */
  readonly recentFloor: bigint | null;
}

/** What to offer: what lands just now, never below what is taken at all, and never above the limits. Nothing on the RPC route. */
export function tipOffer({ route, maxTip, cap, recentFloor }: TipTerms): bigint {
  return usesJito(route) ? min(max(TIP_FLOOR, recentFloor ?? 0n), min(maxTip, cap)) : 0n;
}

/** A transfer at the end of the transaction, paid by its fee payer: it is undone with the rest when the rest fails. */
export interface Tip {
  readonly to: Address;
  readonly lamports: bigint;
}

/** @throws RangeError when there is a tip and no block engine serves the chain */
export const tipOf = (intent: { readonly id: IntentId; readonly tip: bigint }, cluster: Cluster): Tip | null =>
  intent.tip === 0n ? null : { to: tipAccountOf(intent.id, cluster), lamports: intent.tip };
