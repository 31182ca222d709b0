import { describe, expect, it } from 'vitest';
import { SOL } from '../execution/demands.ts';
import { type Address, WSOL_MINT } from '../ids.ts';
import { fundsNeeded, type RunCost } from './funds.ts';

const DRIP = 'drip' as Address;
const USDC = 'usdc' as Address;
const cost = (over: Partial<RunCost> = {}): RunCost => ({
  inputMint: WSOL_MINT,
  outputMint: DRIP,
  budget: 1_000_000_000n,
  mostTrades: 10,
  opensTokenAccount: true,
  maxTip: 0n,
  transientRent: 2_039_280n,
  ...over,
});

describe('C-08 what a run needs before it may start', () => {
  it('adds budget, fees and every rent when SOL is spent', () => {
    expect(fundsNeeded(cost())).toEqual([
      { asset: SOL, amount: 1_000_000_000n + 100_000n + 890_880n + 2_039_280n + 2_039_280n },
    ]);
  });

  it('asks for no rent of a token account that is there already', () => {
    const [before] = fundsNeeded(cost());
    const [after] = fundsNeeded(cost({ opensTokenAccount: false }));
    expect((before?.amount ?? 0n) - (after?.amount ?? 0n)).toBe(2_039_280n);
  });

  it('R-03 sets aside the highest tip for every trade', () => {
    const [before] = fundsNeeded(cost());
    const [after] = fundsNeeded(cost({ maxTip: 20_000n }));
    expect((after?.amount ?? 0n) - (before?.amount ?? 0n)).toBe(10n * 20_000n);
  });

  it('names the token and the lamports apart when a token is spent', () => {
    expect(fundsNeeded(cost({ inputMint: USDC, opensTokenAccount: false }))).toEqual([
      { asset: USDC, amount: 1_000_000_000n },
      { asset: SOL, amount: 890_880n + 100_000n },
    ]);
  });
});
