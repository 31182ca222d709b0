import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { DOCUMENT_LIMITS, documentLimits } from './document-shape.ts';

const schema = buildSchema('type Query { a: Query b: Int } type Subscription { s: Int }');
const refusals = (source: string, over: Partial<typeof DOCUMENT_LIMITS> = {}): string[] =>
  validate(schema, parse(source), [documentLimits({ ...DOCUMENT_LIMITS, ...over })]).map(({ message }) => message);

describe('S-02 the depth limit', () => {
  it('counts selections', () => {
    expect(refusals('{ a { a { b } } }', { depth: 3 })).toEqual([]);
    expect(refusals('{ a { a { a { b } } } }', { depth: 3 })).toEqual([
      'The operation asks for too much: 4 levels, 3 at the most',
    ]);
  });

  it('follows fragments, spread or inline', () => {
    expect(refusals('{ a { ...F } } fragment F on Query { a { a { b } } }', { depth: 3 })).toHaveLength(1);
    expect(refusals('{ a { ... on Query { a { a { b } } } } }', { depth: 3 })).toHaveLength(1);
    expect(refusals('{ a { ...F } } fragment F on Query { a { b } }', { depth: 3 })).toEqual([]);
  });

  it('ends with fragments that name each other', () => {
    expect(refusals('{ ...F } fragment F on Query { b ...G } fragment G on Query { b ...F }')).toEqual([]);
  });
});

describe('S-02 the other limits of a document', () => {
  it.each([
    ['aliases', '{ x: b y: b ...F } fragment F on Query { z: b }', '3 aliases'],
    [
      'directives',
      'query ($no: Boolean!) { b @skip(if: $no) ...F @skip(if: $no) } fragment F on Query { a { b @skip(if: $no) } }',
      '3 directives',
    ],
    ['rootFields', '{ a { b } b ... on Query { a { b } } }', '3 root fields'],
    ['fields', '{ a { b } b }', '3 fields'],
  ])('count %s, fragments followed', (limit, source, told) => {
    expect(refusals(source, { [limit]: 3 })).toEqual([]);
    expect(refusals(source, { [limit]: 2 })).toEqual([`The operation asks for too much: ${told}, 2 at the most`]);
  });

  it('hold for every operation of the document', () => {
    expect(refusals('query A { b } query B { x: b y: b }', { aliases: 1 })).toHaveLength(1);
  });

  it.each([
    'subscription { s @skip(if: true) }',
    'subscription ($no: Boolean!) { ... @include(if: $no) { s } }',
    'subscription { ...F } fragment F on Subscription { ... { s @include(if: false) } }',
  ])('refuse a subscription that may have no field: %s', (source) => {
    expect(refusals(source)).toEqual(['The field of a subscription cannot be skipped or included']);
    expect(refusals('subscription { s }')).toEqual([]);
  });

  it('are measured in the time it takes to read, however often fragments spread each other', () => {
    const chain = Array.from({ length: 60 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`);
    const source = `{ ...F0 } ${chain.join(' ')} fragment F60 on Query { b }`;
    expect(refusals(source)[0]).toContain('fields, 1000 at the most');
  });
});
