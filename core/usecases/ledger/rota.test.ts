import { expect, it } from 'vitest';
import type { WalletId } from '#core/domain/ids.ts';
import { createTestClock } from '../../../tests/support/test-clock.ts';
import { Rota } from './rota.ts';

it('PF-02 goes round all wallets, each left alone for a while after its turn', () => {
  const clock = createTestClock();
  const rota = new Rota(clock, 10);
  const wallets = ['a', 'b', 'c'].map((id) => ({ id: id as WalletId }));
  const take = () => rota.next(wallets, 2).map(({ id }) => id);
  expect([take(), take(), take()]).toEqual([['a', 'b'], ['c'], []]);
  clock.pass(9);
  expect(take()).toEqual([]);
  clock.pass(1);
  expect([take(), take()]).toEqual([['a', 'b'], ['c']]);
});
