/** Withdrawals with what was signed for them. */
import type { AttemptView } from '#core/domain/execution/execution-view.ts';
import { type JobStatus, jobStatus } from '#core/domain/execution/states.ts';
import type { Page, PageRequest } from '#core/domain/page.ts';
import type { Withdrawal } from '#core/domain/withdrawal/withdrawal.ts';
import type { Database } from '#core/store/db.ts';
import { attemptsByIntents } from '#core/store/executions.ts';
import type { Actor } from '#core/store/tenant.ts';
import { findWithdrawal, withdrawalPage } from '#core/store/withdrawals.ts';
import { found } from '../found.ts';

export type WithdrawalView = Withdrawal & {
  readonly status: JobStatus;
  /** First one first. */
  readonly attempts: readonly AttemptView[];
};

interface Deps {
  readonly db: Database;
}

/** @throws AppError NOT_FOUND */
export async function getWithdrawal({ db }: Deps, actor: Actor, id: string): Promise<WithdrawalView> {
  const withdrawal = found(await findWithdrawal(db.as(actor), actor, id), 'withdrawal');
  const [view] = await withAttempts({ db }, actor, [withdrawal]);
  return found(view, 'withdrawal');
}

/** Newest first. @throws AppError BAD_USER_INPUT, INVALID_CURSOR */
export async function listWithdrawals({ db }: Deps, actor: Actor, request: PageRequest): Promise<Page<WithdrawalView>> {
  const { items, hasNext } = await withdrawalPage(db.as(actor), actor, request);
  const views = await withAttempts(
    { db },
    actor,
    items.map(({ node }) => node),
  );
  return { hasNext, items: views.map((node, position) => ({ node, cursor: items[position]?.cursor ?? '' })) };
}

async function withAttempts({ db }: Deps, actor: Actor, withdrawals: readonly Withdrawal[]): Promise<WithdrawalView[]> {
  const attempts = await attemptsByIntents(
    db.as(actor),
    actor,
    withdrawals.map(({ id }) => id),
  );
  return withdrawals.map((withdrawal) => {
    const own = attempts.filter(({ intentId }) => intentId === withdrawal.id);
    const states = own.map(({ state }) => state);
    return { ...withdrawal, attempts: own, status: jobStatus(withdrawal.state, states) };
  });
}
