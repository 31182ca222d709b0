import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SOL, TOKEN_ACCOUNT_RENT, WALLET_RENT } from '../execution/demands.ts';
import { PRIORITY_FEE_FLOOR } from '../execution/policy.ts';
import type { Address } from '../ids.ts';
import { planWithdrawal, type WithdrawalFunds } from './plan.ts';
import { solTransferFee, solTransferPrice } from './sol-fee.ts';

const MINT = 'mint' as Address;
const FEE = solTransferFee(PRIORITY_FEE_FLOOR);
const IDLE = { asset: 0n, lamports: 0n, inUse: false };

const funds = (over: Partial<WithdrawalFunds> = {}): WithdrawalFunds => ({
  ...{ lamports: 10_000_000n, balance: 10_000_000n, spokenFor: IDLE, rent: 0n, price: PRIORITY_FEE_FLOOR },
  ...over,
});

describe('W-07 how much SOL can be withdrawn', () => {
  it('leaves the wallet its rent, to the lamport', () => {
    const most = 10_000_000n - FEE - WALLET_RENT;
    expect(planWithdrawal(SOL, most, funds())).toEqual({ amount: most, fee: FEE, rent: 0n });
    const short = { asset: SOL, needed: 10_000_001n, available: 10_000_000n };
    expect(planWithdrawal(SOL, most + 1n, funds())).toEqual(short);
  });

  it('or leaves nothing at all: what is left is then the fee', () => {
    expect(planWithdrawal(SOL, null, funds())).toEqual({ amount: 10_000_000n - FEE, fee: FEE, rent: 0n });
    expect(planWithdrawal(SOL, 10_000_000n - 6_000n, funds())).toEqual({ amount: 9_994_000n, fee: 6_000n, rent: 0n });
    expect(planWithdrawal(SOL, 10_000_000n - 4_999n, funds())).toHaveProperty('needed');
    expect(planWithdrawal(SOL, 10_000_000n - 25_001n, funds())).toHaveProperty('needed');
  });

  it('never empties a wallet that something else works with', () => {
    const inUse = funds({ spokenFor: { ...IDLE, inUse: true } });
    expect(planWithdrawal(SOL, null, inUse)).toMatchObject({ amount: 10_000_000n - FEE - WALLET_RENT });
    expect(planWithdrawal(SOL, 10_000_000n - FEE, inUse)).toHaveProperty('needed');
    const spoken = funds({ spokenFor: { asset: 4_000_000n, lamports: 4_000_000n, inUse: true } });
    expect(planWithdrawal(SOL, null, spoken)).toMatchObject({ amount: 6_000_000n - FEE - WALLET_RENT });
    const gone = funds({ spokenFor: { asset: 99_000_000n, lamports: 99_000_000n, inUse: true } });
    expect(planWithdrawal(SOL, null, gone)).toMatchObject({ asset: SOL, available: 0n });
  });

  it('is nothing where there is nothing', () => {
    expect(planWithdrawal(SOL, null, funds({ lamports: 0n, balance: 0n }))).toMatchObject({
      asset: SOL,
      available: 0n,
    });
    expect(planWithdrawal(SOL, null, funds({ lamports: FEE, balance: FEE }))).toHaveProperty('needed');
  });
});

describe('W-07 how much of a token can be withdrawn', () => {
  it('is what nothing else counts on', () => {
    const held = funds({ balance: 500n, spokenFor: { ...IDLE, asset: 100n } });
    expect(planWithdrawal(MINT, null, held)).toMatchObject({ amount: 400n });
    expect(planWithdrawal(MINT, 401n, held)).toEqual({ asset: MINT, needed: 401n, available: 400n });
    expect(planWithdrawal(MINT, null, funds({ balance: 0n }))).toEqual({ asset: MINT, needed: 1n, available: 0n });
  });

  it('takes SOL for the fee, and for the account it goes to', () => {
    const poor = funds({ balance: 500n, rent: TOKEN_ACCOUNT_RENT, lamports: TOKEN_ACCOUNT_RENT + WALLET_RENT });
    expect(planWithdrawal(MINT, 1n, poor)).toMatchObject({ asset: SOL, available: poor.lamports });
    const enough = { ...poor, lamports: poor.lamports + 5_060n };
    expect(planWithdrawal(MINT, 1n, enough)).toEqual({ amount: 1n, fee: 5_060n, rent: TOKEN_ACCOUNT_RENT });
  });
});

describe('W-07 the price of sending SOL', () => {
  it('is the usual one while a wallet keeps its rent', () => {
    expect(solTransferPrice(WALLET_RENT + FEE, PRIORITY_FEE_FLOOR)).toBe(PRIORITY_FEE_FLOOR);
  });

  it('takes exactly what is left of a wallet that is emptied', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 5_000n, max: 25_000n }),
        fc.bigInt({ min: 1_000n, max: 1_000_000n }),
        (left, usual) => {
          expect(solTransferFee(solTransferPrice(left, usual))).toBe(left);
        },
      ),
    );
  });

  it('is never beyond the cap', () => {
    expect(solTransferPrice(WALLET_RENT, 1_000_000n)).toBe(1_000_000n);
    expect(solTransferPrice(100n, PRIORITY_FEE_FLOOR)).toBe(PRIORITY_FEE_FLOOR);
  });
});
