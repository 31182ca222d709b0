/** One line a landed trade, for the terminal. */

import { shorten } from '#client/format/address.ts';
import { formatUnits } from '#client/format/amounts.ts';
import { formatPrice, priceOf } from '#client/format/price.ts';

export interface Traded {
  readonly inputSymbol: string;
  readonly outputSymbol: string;
  readonly inputDecimals: number;
  readonly outputDecimals: number;
}

export interface Landing {
  readonly at: string;
  readonly signature: string;
  readonly slot: string;
  readonly inputAmount: string;
  readonly outputAmount: string;
}

/** `12:04:31  bought 1,114.3 DRIP for 0.1 SOL at 0.0000897 SOL  slot 412  4kTn…9aFq`, in local time. */
export function landingLine(landing: Landing, traded: Traded): string {
  const input = { amount: BigInt(landing.inputAmount), decimals: traded.inputDecimals };
  const output = { amount: BigInt(landing.outputAmount), decimals: traded.outputDecimals };
  const price = priceOf(input, output);
  return [
    new Date(landing.at).toLocaleTimeString('en-GB'),
    `bought ${formatUnits(output.amount, output.decimals, 4)} ${traded.outputSymbol}`,
    `for ${formatUnits(input.amount, input.decimals, 6)} ${traded.inputSymbol}`,
    ...(price === null ? [] : [`at ${formatPrice(price)} ${traded.inputSymbol}`]),
    `slot ${landing.slot}`,
    shorten(landing.signature),
  ].join('  ');
}
