import { denial } from '../denial.ts';
import type { Guard } from '../view.ts';

/** intent and wallets belong to the chain our endpoints serve. */
export const chainGuard: Guard = ({ chain, intent, wallets }) => {
  const other = [intent, ...wallets].find((part) => part.genesisHash !== chain.genesisHash);
  return other === undefined ? null : denial('WRONG_CHAIN', { expected: other.genesisHash, actual: chain.genesisHash });
};
