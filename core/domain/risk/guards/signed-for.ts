import { min, U64_MAX } from '../../money.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** How many times its budget a run may have signed. */
const SIGNED_BUDGETS = 2n;

/**
 * C-08, W-03: what a run has spent and reserved is the worker's to write, and a worker may be taken over; what was signed for it
 * is not. It never exceeds twice the budget: a run may sign for as much again as it plans to, in place of trades that failed or
 * expired, and a worker that lies about those gets at most one budget more. An intent counts once, however often it is signed,
 * for it is signed again only when the signer has seen itself that the transactions before cannot land.
 */
export const signedForGuard: Guard = ({ run, intent }) => {
  if (run === null) return null;
  // The column holds no more than an unsigned 64-bit amount.
  const limit = min(SIGNED_BUDGETS * run.budget, U64_MAX);
  const signedFor = run.signedFor + (intent.wasSigned ? 0n : intent.amountIn);
  return signedFor <= limit ? null : denial('OVER_SIGNED', { signedFor: `${signedFor}`, limit: `${limit}` });
};
