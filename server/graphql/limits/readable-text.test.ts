import { type GraphQLError, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { inputPath } from '../input-path.ts';
import { assertReadable } from './readable-text.ts';

const DOCUMENT = parse('query ($input: I) { a(input: $input) }');
const fieldOf = (variables: Record<string, unknown>, document = DOCUMENT): unknown => {
  try {
    assertReadable(document, variables);
    return null;
  } catch (error) {
    const { originalError } = error as { originalError: { context?: { field: string } } };
    return originalError.context?.field ?? inputPath(error as GraphQLError);
  }
};

describe('S-03 texts', () => {
  it.each(['', 'plain', 'naïve 😀 𝒳', '\u202e\u200b\ufeff', '\t\n'])('may be %j', (text) => {
    expect(fieldOf({ input: { name: text } })).toBeNull();
  });

  it.each(['a\u0000b', '\ud800', 'a\udfffb', '\udc00\ud800'])('are refused with %j, at their path', (text) => {
    expect(fieldOf({ input: { name: 'fine', twapBuy: { limits: ['1', text] } } })).toBe('twapBuy.limits[1]');
    expect(fieldOf({ id: text })).toBe('id');
    expect(fieldOf({ input: { [text]: 1 } })).toBe('input');
  });

  it('are looked at in the document, too', () => {
    expect(fieldOf({}, parse('{ a(input: { name: "\\u0000" }) }'))).toBe('name');
    expect(fieldOf({}, parse('{ a(name: "fine") }'))).toBeNull();
  });
});
