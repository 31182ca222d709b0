import { clusterOf } from '#core/domain/clusters.ts';
import { usableAt } from '#core/domain/withdrawal/destination.ts';
import type { WithdrawalPlan } from '#core/domain/withdrawal/plan.ts';
import type { Actor } from '#core/store/tenant.ts';
import { planTerms, readTerms, type TermsDeps, type TermsInput } from './terms.ts';

export interface WithdrawalPreview extends WithdrawalPlan {
  /** From when on the address can be used. */
  readonly usableAt: Date;
}

/**
 * What a withdrawal would take and cost if it were asked for now; nothing is done.
 * @throws AppError NOT_FOUND, WALLET_WATCH_ONLY, WALLET_INACTIVE, INVALID_ADDRESS, NOT_A_MINT, BAD_USER_INPUT, INSUFFICIENT_BALANCE,
 * CHAIN_UNAVAILABLE
 */
export async function previewWithdrawal(deps: TermsDeps, actor: Actor, input: TermsInput): Promise<WithdrawalPreview> {
  const terms = await readTerms(deps, actor, input);
  const { createdAt: addedAt } = terms.address;
  const plan = await planTerms(deps.db.as(actor), actor, terms);
  return { ...plan, usableAt: usableAt({ addedAt }, clusterOf(deps.chain.genesisHash)) };
}
