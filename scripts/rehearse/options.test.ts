import { describe, expect, it } from 'vitest';
import { readRehearsalOptions, sharesOf } from './options.ts';

describe('npm run rehearse', () => {
  it('shares the trades out over the wallets', () => {
    expect(sharesOf(readRehearsalOptions(['--trades', '10', '--wallets', '4']))).toEqual([3, 3, 2, 2]);
  });

  it.each([
    [['--trades', '0']],
    [['--trades', '1.5']],
    [['--wallets', '-1']],
    [['--wallets', '201']],
    [['--trades', '2', '--wallets', '3']],
    [['--dry']],
  ])('refuses %j with a sentence', (args) => {
    expect(() => readRehearsalOptions(args)).toThrow(/--\w+/);
  });
});
