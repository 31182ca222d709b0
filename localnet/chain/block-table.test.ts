import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { encodeBase58 } from './base58.ts';
import { BlockTable } from './block-table.ts';

const hashOf = (slot: number): string => encodeBase58(createHash('sha256').update(String(slot)).digest());

test('finds blocks by slot, skipped slots included, and links each to the one before it', () => {
  const table = new BlockTable();
  for (let height = 0; height < 3_000; height += 1) {
    const slot = 1_000 + height + (height >= 1_500 ? 16 : 0);
    table.append({ slot, blockhash: hashOf(slot), time: 1_700_000_000 + height, transactions: height % 3 });
  }
  expect(table.tip).toBe(2_999);
  expect(table.header(1_500)).toEqual({
    height: 1_500,
    slot: 2_516,
    parentSlot: 2_499,
    blockhash: hashOf(2_516),
    previousBlockhash: hashOf(2_499),
    time: 1_700_001_500,
    totalTransactions: 1_500,
  });
  expect([2_499, 2_500, 2_515, 2_516].map((slot) => table.heightAt(slot))).toEqual([1_499, null, null, 1_500]);
  expect([999, 1_000, 2_505, 9_999].map((slot) => table.heightAtOrBefore(slot))).toEqual([-1, 0, 1_499, 2_999]);
  expect(() => table.header(3_000)).toThrow(RangeError);
});
