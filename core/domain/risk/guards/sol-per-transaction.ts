import { SOL } from '../../execution/demands.ts';
import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** G-02: all lamports one transaction may take, from every wallet it touches: input, fees and rent. */
export const solPerTransactionGuard: Guard = ({ holdings, limits }) => {
  const taken = holdings.reduce((sum, holding) => (holding.asset === SOL ? sum + holding.taken : sum), 0n);
  return taken <= limits.maxLamportsPerTransaction
    ? null
    : denial('TOO_MUCH_SOL', { lamports: `${taken}`, limit: `${limits.maxLamportsPerTransaction}` });
};
