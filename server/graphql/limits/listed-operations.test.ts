import { createHash } from 'node:crypto';
import { parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { OPERATION_IDS } from '#client/generated/operation-ids.ts';
import { buildSchema } from '../../schema.ts';
import { documentLimits } from './document-shape.ts';
import { textOf } from './listed-operations.ts';

const named = (sha256Hash: unknown) => ({ extensions: { persistedQuery: { version: 1, sha256Hash } } });
const refusalOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return (error as Error).message;
  }
};

describe('S-02 the operations of our own clients', () => {
  it('are known by the hash of their text, and run', () => {
    const schema = buildSchema();
    for (const [name, id] of Object.entries(OPERATION_IDS)) {
      const text = textOf(named(id), true);
      expect([name, createHash('sha256').update(text).digest('hex')]).toEqual([name, id]);
      expect([name, validate(schema, parse(text)), validate(schema, parse(text), [documentLimits()])]).toEqual([
        name,
        [],
        [],
      ]);
    }
  });

  it('may be sent as their text, too', () => {
    const text = textOf(named(OPERATION_IDS['Me']), true);
    expect(textOf({ query: text }, true)).toBe(text);
  });

  it('are all that is served where nothing else is', () => {
    for (const sent of [
      { query: '{ me { role } }' },
      { query: '' },
      {},
      named('0'.repeat(64)),
      named(7),
      named(null),
    ]) {
      expect(refusalOf(() => textOf(sent, true))).toContain('Only the operations of the shipped clients');
    }
  });

  it('are not the only ones elsewhere', () => {
    expect(textOf({ query: '{ me { role } }' }, false)).toBe('{ me { role } }');
    expect(textOf({ query: '{ me { role } }', ...named('0'.repeat(64)) }, false)).toBe('{ me { role } }');
    expect(refusalOf(() => textOf(named('0'.repeat(64)), false))).toContain('different versions');
    for (const key of ['__proto__', 'constructor', 'toString']) {
      expect(refusalOf(() => textOf(named(key), false))).toContain('different versions');
    }
  });
});
