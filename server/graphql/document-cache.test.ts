import { buildSchema, type DocumentNode, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createDocumentCache, createDocumentStore } from './document-cache.ts';

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

it('PF-03 S-02 of the documents of HTTP so many are kept, those used last', async () => {
  const store = createDocumentStore(2);
  const [one, two] = [parse('{ one }'), parse('{ two }')];
  await store.set('one', one);
  await store.set('two', two);
  expect(await store.get('one')).toBe(one);
  await store.set('three', two);
  expect(await Promise.all(['one', 'two', 'three'].map((hash) => store.get(hash)))).toEqual([one, undefined, two]);
  await store.delete('one');
  expect(await store.get('one')).toBeUndefined();
});
