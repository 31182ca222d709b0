/** What a person writes to withdraw, and what it means. */
import type { CombinedError } from 'urql';
import { parseUnits } from '#client/format/amounts.ts';
import type { WithdrawalAddressPartsFragment } from '#client/generated/operations.ts';
import { problemOf, shortfallOf } from '../../api/errors.ts';
import { withSymbol } from '../../ui/units.ts';
import type { Asset } from './assets.ts';

export interface WithdrawalValues {
  asset: string;
  amount: string;
  addressId: string;
}

/** Written in the place of an amount: all there is, less what the network takes. */
export const MAX = 'MAX';

/** Null: all there is. */
export type Amount = { readonly amount: bigint | null } | { readonly problem: string };

export function readAmount(text: string, asset: Asset): Amount {
  if (text.trim().toUpperCase() === MAX) return { amount: null };
  const amount = parseUnits(text, asset.decimals);
  if (amount === null) {
    const places = asset.decimals === 0 ? 'whole units' : `at most ${asset.decimals} decimals`;
    return { problem: `Enter an amount, ${places}, or press MAX` };
  }
  if (amount === 0n) return { problem: 'Enter more than nothing' };
  return amount > asset.amount ? { problem: `There is less ${asset.symbol} than that` } : { amount };
}

type Destination = Pick<WithdrawalAddressPartsFragment, 'address' | 'usableAt' | 'removedAt'>;

/** Addresses a wallet can withdraw to: not its own, and none that was taken off the list. */
export const destinationsOf = <D extends Destination>(list: readonly D[], ownAddress: string): D[] =>
  list.filter(({ address, removedAt }) => removedAt === null && address !== ownAddress);

export const isUsable = ({ usableAt }: Destination, now: number): boolean => Date.parse(usableAt) <= now;

/** What the server refused, with what is missing in whole units. */
export function withdrawalProblem(error: CombinedError, assets: readonly Asset[]): string {
  const shortfall = shortfallOf(error);
  const asset = assets.find(({ id }) => id === shortfall?.asset);
  if (shortfall === null || asset === undefined) return problemOf(error).sentence;
  const missing = withSymbol(shortfall.missing, asset, asset.decimals);
  return `${missing} too little is free for that: fees, what campaigns may still spend and what the chain keeps in a wallet count too.`;
}
