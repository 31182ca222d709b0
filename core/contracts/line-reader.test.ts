import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lineReader } from './line-reader.ts';

describe('lines out of a byte stream', () => {
  it('come out the same however the stream is cut, in the middle of a letter too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.infiniteStream(fc.integer({ min: 1, max: 9 })),
        (texts, cuts) => {
          const lines = texts.map((text) => text.replaceAll('\n', ''));
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const reader = lineReader(10_000);
          const read: string[] = [];
          for (let at = 0; at < bytes.length; ) {
            const size = cuts.next().value ?? 1;
            read.push(...reader.push(bytes.subarray(at, at + size)));
            at += size;
          }
          expect(read).toEqual(lines);
        },
      ),
    );
  });

  it('are refused past the limit, finished or not', () => {
    expect(lineReader(4).push(Buffer.from('1234\n'))).toEqual(['1234']);
    expect(() => lineReader(4).push(Buffer.from('12345\n'))).toThrow(RangeError);
    const reader = lineReader(4);
    expect(reader.push(Buffer.from('123'))).toEqual([]);
    expect(() => reader.push(Buffer.from('45'))).toThrow(RangeError);
  });
});
