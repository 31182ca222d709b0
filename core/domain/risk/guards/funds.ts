import { denial } from '../denial.ts';
import type { Guard, Holding } from '../view.ts';

/** A wallet that is emptied to the last lamport needs nothing beside it. */
const isShort = ({ balance, reserved, taken, held, mayEmpty }: Holding): boolean => {
  const left = balance - reserved - taken;
  return taken + held > 0n && left < held && !(mayEmpty === true && left === 0n && reserved === 0n);
};

/** Balance less reservations covers what the transaction takes, and what must be there beside it (rent). */
export const fundsGuard: Guard = ({ holdings }) => {
  const short = holdings.find(isShort);
  if (short === undefined) return null;
  const { asset, taken, held, balance, reserved } = short;
  return denial('INSUFFICIENT_FUNDS', {
    asset,
    needed: `${taken + held}`,
    balance: `${balance}`,
    reserved: `${reserved}`,
  });
};
