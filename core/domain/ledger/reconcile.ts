/** A wallet's ledger held against what the chain says it holds. */
import type { LedgerBalance } from '../wallet.ts';
import type { EntryFigures } from './entries.ts';

/** A balance that the ledger and the chain do not tell alike, in lamports or base units. */
export interface Difference extends Pick<LedgerBalance, 'account' | 'holder' | 'asset'> {
  readonly ledger: bigint;
  readonly chain: bigint;
}

type Amount = Pick<EntryFigures, 'account' | 'holder' | 'asset' | 'amount'>;

/** @param chain the same kind of lines as a ledger's: SOL, rent in each token account, each token. Both may leave zeros out. */
export function differences(ledger: readonly Amount[], chain: readonly Amount[]): Difference[] {
  const lines = new Map<string, Difference>();
  const add = (amount: Amount, side: 'ledger' | 'chain'): void => {
    const { account, holder, asset } = amount;
    const key = `${account} ${holder} ${asset}`;
    const line = lines.get(key) ?? { account, holder, asset, ledger: 0n, chain: 0n };
    lines.set(key, { ...line, [side]: line[side] + amount.amount });
  };
  for (const amount of ledger) add(amount, 'ledger');
  for (const amount of chain) add(amount, 'chain');
  return [...lines.values()].filter((line) => line.ledger !== line.chain);
}

/** The same differences, whichever slot each endpoint looked at. */
export const differencesKey = (found: readonly Difference[]): string =>
  found
    .map(({ account, holder, asset, ledger, chain }) => `${account} ${holder} ${asset} ${chain - ledger}`)
    .sort()
    .join();
