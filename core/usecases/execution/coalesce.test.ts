import { describe, expect, it } from 'vitest';
import { coalesce } from './coalesce.ts';

const ok = (value: number): PromiseSettledResult<number> => ({ status: 'fulfilled', value });

/** Work whose batches end when the test says so. */
function heldWork() {
  const batches: { items: readonly number[]; end(): void; fail(error: Error): void }[] = [];
  const work = (items: readonly number[]) =>
    new Promise<PromiseSettledResult<number>[]>((resolve, reject) => {
      batches.push({ items, end: () => resolve(items.map((item) => ok(item * 10))), fail: reject });
    });
  return { batches, work, items: () => batches.map((batch) => batch.items) };
}

describe('E-01 calls that come together', () => {
  it('go out at once while few batches are at work, and together after that', async () => {
    const { batches, work, items } = heldWork();
    const call = coalesce({ work, maxInFlight: 2, maxItems: 3 });
    const calls = [1, 2, 3, 4, 5, 6].map(call);
    expect(items()).toEqual([[1], [2]]);
    batches[1]?.end();
    expect(await calls[1]).toBe(20);
    expect(items()).toEqual([[1], [2], [3, 4, 5]]);
    batches[0]?.end();
    await calls[0];
    expect(items()).toEqual([[1], [2], [3, 4, 5], [6]]);
    batches[2]?.end();
    batches[3]?.end();
    expect(await Promise.all(calls)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  it('each get their own result or error', async () => {
    const call = coalesce<number, number>({
      work: async (items) =>
        items.map((item) => (item % 2 === 0 ? ok(item) : { status: 'rejected', reason: new Error(`odd ${item}`) })),
      maxInFlight: 1,
      maxItems: 10,
    });
    const calls = await Promise.allSettled([1, 2, 3, 4].map(call));
    expect(calls.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([
      ...['Error: odd 1', 2, 'Error: odd 3', 4],
    ]);
  });

  it('fail with their batch, and the next batch goes on', async () => {
    const { batches, work } = heldWork();
    const call = coalesce({ work, maxInFlight: 1, maxItems: 10 });
    const [first, second] = [call(1), call(2)];
    batches[0]?.fail(new Error('no answer'));
    await expect(first).rejects.toThrow('no answer');
    batches[1]?.end();
    expect(await second).toBe(20);
  });

  it('never wait for ever: an item that was left out is an error', async () => {
    const call = coalesce<number, number>({ work: async () => [], maxInFlight: 1, maxItems: 10 });
    await expect(call(1)).rejects.toThrow('left this item out');
  });
});
