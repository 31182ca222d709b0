/** The two tokens of a campaign, as the page writes them. */
import { shorten } from '#client/format/address.ts';
import { formatUnits } from '#client/format/amounts.ts';

export interface Units {
  readonly decimals: number;
  readonly symbol: string;
}

interface Pair {
  readonly inputDecimals: number;
  readonly outputDecimals: number;
  readonly inputSymbol: string | null;
  readonly outputSymbol: string | null;
  readonly inputMint: string;
  readonly outputMint: string;
}

export interface CampaignUnits {
  /** What is spent. */
  readonly input: Units;
  /** What is bought. */
  readonly output: Units;
}

/** Network fees are in lamports, whatever is traded. */
export const SOL: Units = { decimals: 9, symbol: 'SOL' };

/** A mint without a symbol goes by the ends of its address. */
export const unitsOf = (pair: Pair): CampaignUnits => ({
  input: { decimals: pair.inputDecimals, symbol: pair.inputSymbol ?? shorten(pair.inputMint) },
  output: { decimals: pair.outputDecimals, symbol: pair.outputSymbol ?? shorten(pair.outputMint) },
});

/** `1.25 SOL`: cut at `maxFraction` digits. */
export const withSymbol = (amount: bigint, units: Units, maxFraction = 4): string =>
  `${formatUnits(amount, units.decimals, maxFraction)} ${units.symbol}`;
