import { describe, expect, it } from 'vitest';
import { atOnce } from './at-once.ts';

describe('calls to Vault at once', () => {
  it('are as many as they may be, in their order, and one that fails gives up its turn', async () => {
    const inTurn = atOnce(2);
    const begun: number[] = [];
    let [running, most] = [0, 0];
    const work = async (n: number): Promise<number> => {
      begun.push(n);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      if (n === 1) throw new Error('no');
      return n;
    };
    const ended = await Promise.allSettled([0, 1, 2, 3, 4].map((n) => inTurn(() => work(n))));
    expect(ended.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual([0, 'failed', 2, 3, 4]);
    expect([begun, most]).toEqual([[0, 1, 2, 3, 4], 2]);
    expect(await inTurn(() => work(5))).toBe(5);
  });
});
