import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/**
 * C-08: what the run has spent, has committed and this trade never exceed its budget. The trade is part of `committed`;
 * what live attempts have reserved is counted once more by itself, so that neither sum has to be right for the other's sake.
 */
export const budgetGuard: Guard = ({ run, intent }) => {
  if (run === null) return null;
  const planned = run.spent + run.committed;
  const signed = run.spent + run.reserved + intent.amountIn;
  const counted = intent.amountIn <= run.committed;
  if (counted && planned <= run.budget && signed <= run.budget) return null;
  return denial('OVER_BUDGET', { budget: `${run.budget}`, planned: `${planned}`, signed: `${signed}` });
};
