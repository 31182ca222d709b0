import bs58 from 'bs58';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { encodeBase58 } from './base58.ts';

it('W-02 writes what the library writes, leading zeros and all', () => {
  const zeros = fc.integer({ min: 0, max: 70 }).map((length) => new Uint8Array(length));
  const padded = fc
    .tuple(zeros, fc.uint8Array({ maxLength: 70 }))
    .map(([front, back]) => new Uint8Array([...front, ...back]));
  const full = fc.integer({ min: 0, max: 70 }).map((length) => new Uint8Array(length).fill(255));
  fc.assert(
    fc.property(fc.oneof(padded, zeros, full), (bytes) => encodeBase58(bytes) === bs58.encode(bytes)),
    { numRuns: 500 },
  );
  expect(encodeBase58(new Uint8Array(32))).toBe('11111111111111111111111111111111');
});
