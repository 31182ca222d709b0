import { createHash } from 'node:crypto';
import bs58 from 'bs58';
import { expect, test } from 'vitest';
import { GENESIS_HASH, GENESIS_PHRASE } from './genesis.ts';

test('the genesis hash is the hash of its phrase', () => {
  expect(bs58.encode(createHash('sha256').update(GENESIS_PHRASE).digest())).toBe(GENESIS_HASH);
});
