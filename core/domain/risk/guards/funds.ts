import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** Balance less reservations covers what the transaction takes, and what must be there beside it (rent). */
export const fundsGuard: Guard = ({ holdings }) => {
  const short = holdings.find(
    ({ balance, reserved, taken, held }) => taken + held > 0n && balance - reserved < taken + held,
  );
  if (short === undefined) return null;
  const { asset, taken, held, balance, reserved } = short;
  return denial('INSUFFICIENT_FUNDS', {
    asset,
    needed: `${taken + held}`,
    balance: `${balance}`,
    reserved: `${reserved}`,
  });
};
