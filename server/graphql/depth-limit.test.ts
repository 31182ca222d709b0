import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { depthLimit } from './depth-limit.ts';

const schema = buildSchema('type Query { a: Query b: Int }');
const refused = (source: string, limit: number): boolean =>
  validate(schema, parse(source), [depthLimit(limit)]).length > 0;

describe('S-02 the depth limit', () => {
  it('counts selections', () => {
    expect(refused('{ a { a { b } } }', 3)).toBe(false);
    expect(refused('{ a { a { a { b } } } }', 3)).toBe(true);
  });

  it('follows fragments, spread or inline', () => {
    expect(refused('{ a { ...F } } fragment F on Query { a { a { b } } }', 3)).toBe(true);
    expect(refused('{ a { ... on Query { a { a { b } } } } }', 3)).toBe(true);
    expect(refused('{ a { ...F } } fragment F on Query { a { b } }', 3)).toBe(false);
  });

  it('ends with fragments that name each other', () => {
    expect(refused('{ ...F } fragment F on Query { b ...G } fragment G on Query { b ...F }', 3)).toBe(false);
  });
});
