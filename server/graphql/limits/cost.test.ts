import { getIntrospectionQuery, getOperationAST, isObjectType, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import * as operations from '#client/generated/operations.ts';
import { buildSchema } from '../../schema.ts';
import { costOf, MOST_COST, WEIGHTS } from './cost.ts';

const schema = buildSchema();

function cost(source: string, variables: Record<string, unknown> = {}, name?: string): number | null {
  const document = parse(source);
  const operation = getOperationAST(document, name);
  if (!operation) throw new Error('no such operation');
  return costOf({ schema, document, operation, variables });
}

describe('S-02 the cost of an operation', () => {
  it('counts objects, and lists at the size of their page', () => {
    expect(cost('{ system { version cluster } }')).toBe(1);
    expect(cost('{ campaigns(first: 50) { edges { node { id } } } }')).toBe(1 + 50 * 2);
    expect(cost('query ($first: Int!) { campaigns(first: $first) { edges { node { id } } } }', { first: 7 })).toBe(15);
    expect(cost('{ campaigns { pageInfo { hasNextPage } } }')).toBe(1 + 20);
  });

  it('counts what is spread as often as it is, and what is skipped not at all', () => {
    const parts = 'fragment P on Query { me { user { id } } }';
    expect(cost(`{ a: me { role } ...P } ${parts}`)).toBe(3);
    expect(cost('query ($no: Boolean!) { system { version } me @include(if: $no) { role } }', { no: false })).toBe(1);
  });

  it('counts the operation that is run, not its neighbours', () => {
    expect(cost('query A { system { version } } query B { campaigns { edges { cursor } } }', {}, 'A')).toBe(1);
  });

  it('refuses what costs too much, with the numbers', () => {
    const page = 'runs(first: 100) { edges { node { id } } }';
    expect(() => cost(`{ campaigns(first: 100) { edges { node { ${page} } } } }`)).toThrow(
      `The operation asks for too much: a cost of 20301, ${MOST_COST} at the most`,
    );
  });

  it('leaves variables that cannot be read to whoever runs it, and refuses an argument they leave empty', () => {
    expect(cost('query ($first: Int!) { campaigns(first: $first) { edges { cursor } } }', { first: 'x' })).toBeNull();
    const optional = 'query ($id: ID = "x") { campaign(id: $id) { id } }';
    expect(() => cost(optional, { id: null })).toThrow('must not be null');
  });

  it('lets the largest page of each of our own operations through', () => {
    for (const document of Object.values(operations)) {
      const [definition] = document.definitions;
      if (definition?.kind !== 'OperationDefinition') continue;
      const variables = { first: 100, input: {}, id: 'x', mint: 'x', refreshToken: 'x' };
      expect(() => costOf({ schema, document, operation: definition, variables })).not.toThrow();
    }
  });

  it('lets introspection through', () => {
    expect(cost(getIntrospectionQuery())).toBeLessThan(MOST_COST);
  });

  it('weighs only fields there are', () => {
    for (const coordinate of WEIGHTS.keys()) {
      const [typeName = '', field = ''] = coordinate.split('.');
      const type = schema.getType(typeName);
      expect([coordinate, isObjectType(type) && field in type.getFields()]).toEqual([coordinate, true]);
    }
  });
});
