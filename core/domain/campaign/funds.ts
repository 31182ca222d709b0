/** What a wallet must hold before a run may start (C-08). */
import { type Asset, SOL, TOKEN_ACCOUNT_RENT, WALLET_RENT } from '../execution/demands.ts';
import { type Address, WSOL_MINT } from '../ids.ts';

/** Lamports set aside for each trade: the base fee, and as much again for priority. Spikes are left to the guard at signing. */
export const FEE_RESERVE_PER_TRADE = 10_000n;

export interface RunCost {
  readonly inputMint: Address;
  readonly outputMint: Address;
  /** Base units of the input mint. */
  readonly budget: bigint;
  readonly mostTrades: number;
  /** Whether the token account for the output has to be made first. */
  readonly opensTokenAccount: boolean;
  /** The most lamports one trade may offer a block engine; 0 on the RPC route. */
  readonly maxTip: bigint;
  /** Lamports that SOL passing through an account of its own holds meanwhile. */
  readonly transientRent: bigint;
}

export interface Need {
  readonly asset: Asset;
  readonly amount: bigint;
}

/** Budget, fees, tips and rents, by asset. The rents come back or stay the wallet's own, but have to be there. */
export function fundsNeeded(cost: RunCost): Need[] {
  const touchesSol = cost.inputMint === WSOL_MINT || cost.outputMint === WSOL_MINT;
  const upkeep =
    WALLET_RENT +
    (touchesSol ? cost.transientRent : 0n) +
    (cost.opensTokenAccount ? TOKEN_ACCOUNT_RENT : 0n) +
    BigInt(cost.mostTrades) * (FEE_RESERVE_PER_TRADE + cost.maxTip);
  if (cost.inputMint === WSOL_MINT) return [{ asset: SOL, amount: cost.budget + upkeep }];
  return [
    { asset: cost.inputMint, amount: cost.budget },
    { asset: SOL, amount: upkeep },
  ];
}
