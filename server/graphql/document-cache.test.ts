import { buildSchema, type DocumentNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCache } from './document-cache.ts';

const schema = buildSchema('type Query { one: Int two: Int }');

describe('PF-03 documents of sockets', () => {
  it('are read once', () => {
    const { read } = createDocumentCache(schema);
    expect(read('{ one }')).toBe(read('{ one }'));
    expect(read('{ one }')).not.toBe(read('{ two }'));
  });

  it('that are not valid are refused each time', () => {
    const { read } = createDocumentCache(schema);
    for (const _again of [1, 2]) {
      expect(read('{ three }')).toMatchObject([{ message: expect.stringContaining('three') }]);
      expect(() => read('{')).toThrow('Syntax Error');
    }
  });

  it('used least lately are forgotten, so that the sum of their texts stays bounded', () => {
    const { read } = createDocumentCache(schema, 14);
    const one: DocumentNode | readonly unknown[] = read('{ one }');
    const two = read('{ two }');
    expect(read('{ one }')).toBe(one);
    read('{one,}');
    expect(read('{ one }')).toBe(one);
    expect(read('{ two }')).not.toBe(two);
  });
});
