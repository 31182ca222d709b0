import { describe, expect, it } from 'vitest';
import type { Address } from '../ids.ts';
import { agreedSheet, isSameSheet, type ToldSheet } from './agreement.ts';

const [wallet, holder, other, mint] = ['wallet', 'holder', 'other', 'mint'] as Address[] as [
  Address,
  Address,
  Address,
  Address,
];
const token = (account: Address, amount: bigint) => ({ account, mint, owner: wallet, amount });
const sheet: ToldSheet = {
  ...{ slot: 9n, error: null, fee: 5_000n, signatureCount: 1, accounts: [wallet, holder] },
  ...{ preLamports: [100_000n, 7n], postLamports: [95_000n, 7n] },
  ...{ preTokens: [token(holder, 1n), token(other, 2n)], postTokens: [token(holder, 3n)] },
};

describe('E-04 what endpoints tell of a landed transaction', () => {
  it.each([
    ['slot', { slot: 10n }],
    ['fee', { fee: 5_001n }],
    ['signatures', { signatureCount: 2 }],
    ['outcome', { error: { InstructionError: [0, 'Custom'] } }],
    ['accounts', { accounts: [wallet, other] }],
    ['lamports before', { preLamports: [100_001n, 7n] }],
    ['lamports after', { postLamports: [95_000n, 8n] }],
    ['tokens before', { preTokens: [token(holder, 1n)] }],
    ['tokens after', { postTokens: [token(holder, 4n)] }],
    ['owner of the tokens', { postTokens: [{ ...token(holder, 3n), owner: other }] }],
  ])('differs by its %s', (_what, change) => {
    expect(isSameSheet(sheet, { ...sheet, ...change })).toBe(false);
    expect(agreedSheet([sheet, { ...sheet, ...change }], 2)).toBeNull();
  });

  it('is the same in any order of its token balances, and however its error is worded', () => {
    expect(isSameSheet(sheet, { ...sheet, preTokens: [...sheet.preTokens].reverse() })).toBe(true);
    expect(isSameSheet({ ...sheet, error: 'Custom(1)' }, { ...sheet, error: { Custom: 1 } })).toBe(true);
  });

  it('is agreed on by as many as must, whatever another says', () => {
    const lie = { ...sheet, fee: 1n };
    expect(agreedSheet([sheet], 1)).toBe(sheet);
    expect(agreedSheet([sheet], 2)).toBeNull();
    expect(agreedSheet([lie, sheet, { ...sheet }], 2)).toBe(sheet);
    expect(agreedSheet([], 1)).toBeNull();
  });
});
