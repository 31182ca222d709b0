import { describe, expect, it } from 'vitest';
import type { Address } from '../ids.ts';
import { differences, differencesKey } from './reconcile.ts';

const line = (account: 'SOL' | 'RENT' | 'TOKEN', holder: string, asset: string, amount: bigint) => ({
  ...{ account, holder: holder as Address, asset, amount },
});
const chain = [line('SOL', 'w', 'SOL', 5n), line('RENT', 'h', 'SOL', 2n), line('TOKEN', 'h', 'mint', 7n)];

describe('I7 a ledger held against the chain', () => {
  it('is equal in any order, and where one leaves zeros out', () => {
    expect(differences([...chain].reverse(), chain)).toEqual([]);
    expect(differences([...chain, line('TOKEN', 'gone', 'mint', 0n)], chain)).toEqual([]);
  });

  it('differs by an amount, by what it does not know, and by what is not there any more', () => {
    const ledger = [line('SOL', 'w', 'SOL', 4n), line('RENT', 'h', 'SOL', 2n), line('TOKEN', 'old', 'mint', 7n)];
    expect(differences(ledger, chain)).toEqual([
      { account: 'SOL', holder: 'w', asset: 'SOL', ledger: 4n, chain: 5n },
      { account: 'TOKEN', holder: 'old', asset: 'mint', ledger: 7n, chain: 0n },
      { account: 'TOKEN', holder: 'h', asset: 'mint', ledger: 0n, chain: 7n },
    ]);
  });

  it('differs in the same way at another slot, where both have moved alike', () => {
    const at = (moved: bigint) =>
      differences([line('SOL', 'w', 'SOL', 4n + moved)], [line('SOL', 'w', 'SOL', 5n + moved)]);
    expect(differencesKey(at(0n))).toBe(differencesKey(at(9n)));
    expect(differencesKey(at(0n))).not.toBe(differencesKey(differences([], [line('SOL', 'w', 'SOL', 2n)])));
  });
});
