import { CombinedError } from 'urql';
import { describe, expect, it } from 'vitest';
import { assetsOf } from './assets.ts';
import { destinationsOf, isUsable, readAmount, withdrawalProblem } from './withdrawal-form.ts';

const MINT = 'So11111111111111111111111111111111111111112';
const assets = assetsOf({
  lamports: '2500000000',
  tokens: [
    { mint: MINT, symbol: null, decimals: 0, amount: '7' },
    { mint: 'gone', symbol: 'GONE', decimals: 6, amount: '0' },
  ],
});
const [sol, whole] = assets as [(typeof assets)[number], (typeof assets)[number]];

it('W-07 offers SOL first, and tokens that there are some of', () => {
  expect(assets.map(({ id, symbol, amount }) => [id, symbol, amount])).toEqual([
    ['SOL', 'SOL', 2_500_000_000n],
    [MINT, 'So11…1112', 7n],
  ]);
});

describe('W-07 the amount of a withdrawal', () => {
  it.each([
    ['2.5', 2_500_000_000n],
    ['0.000000001', 1n],
    [' max ', null],
  ])('%j is read', (text, amount) => {
    expect(readAmount(text, sol)).toEqual({ amount });
  });

  it.each([
    ['', 'at most 9 decimals'],
    ['0', 'more than nothing'],
    ['2.500000001', 'less SOL than that'],
    ['0.0000000001', 'at most 9 decimals'],
  ])('%j is refused: %s', (text, problem) => {
    expect(readAmount(text, sol)).toEqual({ problem: expect.stringContaining(problem) });
  });

  it('says that a token cannot be split', () => {
    expect(readAmount('1.5', whole)).toEqual({ problem: expect.stringContaining('whole units') });
  });
});

it('W-07 offers no address that was taken off the list, nor the wallet’s own', () => {
  const listed = { address: 'a', usableAt: '2026-01-02T00:00:00.000Z', removedAt: null };
  const list = [listed, { ...listed, address: 'own' }, { ...listed, removedAt: '2026-01-03T00:00:00.000Z' }];
  expect(destinationsOf(list, 'own')).toEqual([listed]);
  expect(isUsable(listed, Date.parse('2026-01-01T23:59:59.999Z'))).toBe(false);
  expect(isUsable(listed, Date.parse('2026-01-02T00:00:00.000Z'))).toBe(true);
});

it('W-07 says in whole units what is missing, and otherwise what the server says', () => {
  const error = (extensions: Record<string, unknown>) =>
    new CombinedError({ graphQLErrors: [{ message: 'No', extensions }] });
  const short = error({ code: 'INSUFFICIENT_BALANCE', asset: 'SOL', missing: '895880' });
  expect(withdrawalProblem(short, assets)).toContain('0.00089588 SOL too little');
  expect(withdrawalProblem(error({ code: 'GUARD_HALTED' }), assets)).toBe('No.');
});
