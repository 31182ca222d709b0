import { expect, it } from 'vitest';
import { isolate } from './isolate.ts';

it('does all at once, and each alone where that fails', async () => {
  const done: number[][] = [];
  const work = async (some: readonly number[]) => {
    if (some.includes(2)) throw new Error(`not ${some.join()}`);
    done.push([...some]);
  };
  expect(await isolate([1, 3], work)).toEqual([]);
  expect(await isolate([1, 2, 3], work)).toEqual([{ item: 2, error: new Error('not 2') }]);
  expect(await isolate([], work)).toEqual([]);
  expect(done).toEqual([[1, 3], [1], [3]]);
});
