import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asBigInt, asRecord, asText, parseExactly } from './json.ts';
import { type RpcRequest, readBatch, readResponse } from './json-rpc.ts';

const amount: RpcRequest<bigint> = { method: 'm', params: [], decode: asBigInt };
const answer = (result: string, id = 0): string => `{"jsonrpc":"2.0","id":${id},"result":${result}}`;

describe('what an endpoint answers', () => {
  it('is read to the last digit, whatever a number holds', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.string(), (value, text) => {
        const both: RpcRequest<[bigint, string]> = {
          ...amount,
          decode: (result) => [asBigInt(asRecord(result)['value']), asText(asRecord(result)['text'])],
        };
        const body = `{"value":${value},"text":${JSON.stringify(`${text} 12345678901234567890 "99999999999999999999"`)}}`;
        const [read, kept] = readResponse(answer(body), both);
        expect(read).toBe(value);
        expect(kept).toContain(`${text} 12345678901234567890 "99999999999999999999"`);
      }),
    );
  });

  it('keeps numbers that are no integers, and short ones, as they are', () => {
    expect(parseExactly('[1.2345678901234567, 1234567890123456e2, 7, -12345678901234567]')).toEqual([
      ...[1.2345678901234567, 1234567890123456e2, 7, '-12345678901234567'],
    ]);
  });

  it.each(['-1', '1.5', '"-1"', '"1e3"', 'null', '{}', '-12345678901234567'])('finds no amount in %s', (result) => {
    expect(() => readResponse(answer(result), amount)).toThrow();
  });

  it.each([
    ['{"jsonrpc":"2.0","id":0}', 'without result'],
    ['[]', 'an object is missing'],
    ['<html>', 'JSON'],
    ['{"error":{"code":-32005,"message":"node is behind"},"id":0}', 'node is behind'],
  ])('takes %s for no result', (text, why) => {
    expect(() => readResponse(text, amount)).toThrow(why);
  });

  it('is put in the order of the questions, and one that fails takes no other with it', () => {
    const text = `[${answer('3', 2)},{"id":1,"error":{"code":-32009,"message":"skipped"}},${answer('1', 0)},${answer('"x"', 3)}]`;
    expect(readBatch(text, [amount, amount, amount, amount, amount])).toEqual([
      { ok: true, value: 1n },
      { ok: false, error: expect.objectContaining({ code: -32009 }) },
      { ok: true, value: 3n },
      { ok: false, error: expect.any(TypeError) },
      { ok: false, error: expect.any(TypeError) },
    ]);
    expect(() => readBatch('{"id":null,"error":{"code":-32600,"message":"no batches"}}', [amount])).toThrow(
      'no batches',
    );
  });
});
