import { expect, test } from 'vitest';
import { BlockhashQueue, lastValidBlockHeight } from './blockhash-queue.ts';

test('a blockhash may be used in the blocks after its own through lastValidBlockHeight + 1', () => {
  const queue = new BlockhashQueue();
  const valid: number[] = [];
  for (let height = 0; height <= 400; height += 1) {
    // The block at `height` knows the hashes of the blocks before it.
    if (queue.isValid('hash 100', height - 1)) valid.push(height);
    queue.push(`hash ${height}`, height);
  }
  expect([valid[0], valid.at(-1), valid.length]).toEqual([101, lastValidBlockHeight(100) + 1, 151]);
});

test('a hash is not valid for a view older than its block', () => {
  const queue = new BlockhashQueue();
  queue.push('young', 50);
  expect([49, 50, 51].map((newest) => queue.isValid('young', newest))).toEqual([false, true, true]);
});
