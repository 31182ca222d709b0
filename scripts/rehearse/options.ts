import { parseArgs } from 'node:util';

export interface RehearsalOptions {
  /** Trades in all. */
  readonly trades: number;
  /** Wallets, with one campaign each. */
  readonly wallets: number;
  readonly json: boolean;
}

/** @throws Error in one sentence. */
export function readRehearsalOptions(args: readonly string[]): RehearsalOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      trades: { type: 'string', default: '60' },
      wallets: { type: 'string', default: '6' },
      json: { type: 'boolean', default: false },
    },
  });
  const wallets = count('wallets', values.wallets, 200);
  const trades = count('trades', values.trades, 100_000);
  if (trades < wallets)
    throw new Error(`--trades ${trades} is fewer than --wallets ${wallets}: each wallet trades at least once.`);
  return { trades, wallets, json: values.json };
}

function count(name: string, text: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most)
    throw new Error(`--${name} must be a whole number from 1 to ${most}.`);
  return value;
}

/** How many trades each wallet does: all the same, the first few one more. */
export const sharesOf = ({ trades, wallets }: RehearsalOptions): number[] =>
  Array.from({ length: wallets }, (_, index) => Math.floor(trades / wallets) + (index < trades % wallets ? 1 : 0));
