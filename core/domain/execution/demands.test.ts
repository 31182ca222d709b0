import { describe, expect, it } from 'vitest';
import { type Address, type WalletId, WSOL_MINT } from '../ids.ts';
import { demandsOf, priorityFeeOf, SOL, type SwapCost, TOKEN_ACCOUNT_RENT, WALLET_RENT } from './demands.ts';

const [wallet, payer] = ['wallet' as WalletId, 'payer' as WalletId];
const MINT = 'mint' as Address;
const TRANSIENT = 2_039_280n;
const cost = (over: Partial<SwapCost>): SwapCost => ({
  ...{ walletId: wallet, feePayerId: wallet, inputMint: WSOL_MINT, amountIn: 1_000n, priorityFee: 7n, tip: 0n },
  ...{ opensTokenAccount: false, transientRent: TRANSIENT, ...over },
});

describe('what a swap takes from whom', () => {
  it('a wallet that buys with SOL: input, one signature, priority fee; rent stays', () => {
    expect(demandsOf(cost({}))).toEqual([
      { walletId: wallet, asset: SOL, taken: 1_000n + 5_000n + 7n, held: WALLET_RENT + TRANSIENT },
    ]);
  });

  it('the rent of a token account that has to be made is taken', () => {
    expect(demandsOf(cost({ opensTokenAccount: true }))[0]?.taken).toBe(6_007n + TOKEN_ACCOUNT_RENT);
  });

  it('a fee payer beside the wallet pays two signatures, fee and rent', () => {
    expect(demandsOf(cost({ feePayerId: payer, opensTokenAccount: true }))).toEqual([
      { walletId: wallet, asset: SOL, taken: 1_000n, held: WALLET_RENT + TRANSIENT },
      { walletId: payer, asset: SOL, taken: 10_007n + TOKEN_ACCOUNT_RENT, held: WALLET_RENT },
    ]);
  });

  it('R-03 the tip is taken from whoever pays the fees', () => {
    expect(demandsOf(cost({ tip: 9n }))[0]?.taken).toBe(6_007n + 9n);
    expect(demandsOf(cost({ tip: 9n, feePayerId: payer })).map(({ taken }) => taken)).toEqual([1_000n, 10_007n + 9n]);
  });

  it('a wallet that sells gives tokens, and lets SOL pass through', () => {
    expect(demandsOf(cost({ inputMint: MINT, feePayerId: payer }))).toEqual([
      { walletId: wallet, asset: MINT, taken: 1_000n, held: 0n },
      { walletId: wallet, asset: SOL, taken: 0n, held: WALLET_RENT + TRANSIENT },
      { walletId: payer, asset: SOL, taken: 10_007n, held: WALLET_RENT },
    ]);
  });

  it('a wallet that trades token for token needs no SOL when another pays', () => {
    expect(demandsOf(cost({ inputMint: MINT, feePayerId: payer, transientRent: 0n })).map((d) => d.asset)).toEqual([
      MINT,
      SOL,
    ]);
  });

  it('rounds the priority fee up to whole lamports, as the runtime does', () => {
    expect(priorityFeeOf(200_000, 1_000n)).toBe(200n);
    expect(priorityFeeOf(200_001, 1_000n)).toBe(201n);
    expect(priorityFeeOf(0, 2n ** 64n)).toBe(0n);
  });
});
