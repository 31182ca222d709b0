/** What a wallet holds, as one list. */
import { shorten } from '#client/format/address.ts';
import type { WalletBalancesPartsFragment } from '#client/generated/operations.ts';
import { SOL, type Units } from '../../ui/units.ts';

export interface Asset extends Units {
  /** `SOL`, or a mint, as the API names it. */
  readonly id: string;
  /** Base units. */
  readonly amount: bigint;
}

/** SOL first, also when there is none; then the tokens there are some of. */
export function assetsOf({ lamports, tokens }: Pick<WalletBalancesPartsFragment, 'lamports' | 'tokens'>): Asset[] {
  const held = tokens
    .map(({ mint, symbol, decimals, amount }) => ({
      id: mint,
      symbol: symbol ?? shorten(mint),
      decimals,
      amount: BigInt(amount),
    }))
    .filter(({ amount }) => amount > 0n);
  return [{ id: 'SOL', ...SOL, amount: BigInt(lamports) }, ...held];
}
