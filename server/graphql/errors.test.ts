import { buildSchema, GraphQLError, type GraphQLSchema, graphql } from 'graphql';
import { beforeEach, describe, expect, it } from 'vitest';
import { appError } from '#core/domain/errors.ts';
import { createErrorFormatter } from './errors.ts';
import { AddressScalar, U64 } from './scalars.ts';

let failure: unknown = null;
let reported: [unknown, string][] = [];
beforeEach(() => {
  failure = null;
  reported = [];
});

function schemaWithOurScalars(): GraphQLSchema {
  const schema = buildSchema(`
    scalar U64
    scalar Address
    input Trade { budget: U64! note: String limits: [U64!] }
    input Plan { name: String! trade: Trade! }
    type Query { plan(input: Plan, mint: Address, first: Int): String! }
  `);
  for (const ours of [U64, AddressScalar]) {
    const theirs = schema.getType(ours.name);
    Object.assign(theirs as object, {
      parseValue: ours.parseValue,
      parseLiteral: ours.parseLiteral,
      serialize: ours.serialize,
    });
  }
  return schema;
}

const schema = schemaWithOurScalars();
const rootValue = {
  plan: () => {
    if (failure !== null) throw failure;
    return 'done';
  },
};

async function firstError(source: string, variableValues: Record<string, unknown> = {}) {
  const format = createErrorFormatter({
    report: (error, correlationId) => void reported.push([error, correlationId]),
    suggestions: true,
  });
  const { errors } = await graphql({ schema, rootValue, source, variableValues });
  const [error] = errors ?? [];
  if (error === undefined) throw new Error('nothing was refused');
  return format(error.toJSON(), error);
}

const PLAN = 'query ($input: Plan) { plan(input: $input) }';

describe('S-03 bad input in variables', () => {
  it.each(['-5', '1.5', '18446744073709551616'])('names the path of the amount %s', async (budget) => {
    const error = await firstError(PLAN, { input: { name: 'x', trade: { budget } } });
    expect(error.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      field: 'trade.budget',
      fields: [{ path: 'trade.budget', message: expect.stringContaining('whole number of base units') }],
    });
  });

  it('names the place in a list', async () => {
    const error = await firstError(PLAN, { input: { name: 'x', trade: { budget: '1', limits: ['1', '-1'] } } });
    expect(error.extensions).toMatchObject({ field: 'trade.limits[1]' });
  });

  it('names what is missing, unknown or of another type', async () => {
    const missing = await firstError(PLAN, { input: { name: 'x', trade: {} } });
    expect(missing.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'trade.budget' });
    const top = await firstError(PLAN, { input: { trade: { budget: '1' } } });
    expect(top.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'name' });
    const number = await firstError('query ($first: Int) { plan(first: $first) }', { first: 1.5 });
    expect(number.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'first' });
  });

  it('R-04 names a bad address', async () => {
    const error = await firstError('query ($mint: Address) { plan(mint: $mint) }', { mint: 'nonsense' });
    expect(error.extensions).toMatchObject({ code: 'INVALID_ADDRESS', field: 'mint' });
  });
});

describe('S-03 bad input in the document', () => {
  it.each([
    ['{ plan(input: { name: "x", trade: { budget: -5 } }) }', 'trade.budget', 'BAD_USER_INPUT'],
    ['{ plan(input: { name: "x", trade: { note: "n", budget: "1.5" } }) }', 'trade.budget', 'BAD_USER_INPUT'],
    ['{ plan(mint: "nonsense") }', 'mint', 'INVALID_ADDRESS'],
  ])('names the path in %s', async (source, field, code) => {
    expect((await firstError(source)).extensions).toMatchObject({ code, field, fields: [{ path: field }] });
  });

  it('leaves the errors of GraphQL itself their codes', async () => {
    expect(await firstError('{ nothing }')).toMatchObject({
      message: expect.stringContaining('Cannot query field'),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
  });
});

describe('errors of use cases', () => {
  it('carry their code, their context and the field', async () => {
    failure = appError('NOT_A_MINT', { field: 'mint', address: 'abc' });
    expect(await firstError('{ plan }')).toEqual({
      message: 'abc is not a token mint on this chain',
      path: ['plan'],
      locations: [{ line: 1, column: 3 }],
      extensions: {
        code: 'NOT_A_MINT',
        address: 'abc',
        field: 'mint',
        fields: [{ path: 'mint', message: 'abc is not a token mint on this chain' }],
      },
    });
    expect(reported).toEqual([]);
  });

  it('A-09 are the same for what is missing and what is somebody else’s', async () => {
    failure = appError('NOT_FOUND', { what: 'wallet' });
    expect((await firstError('{ plan }')).extensions).toEqual({ code: 'NOT_FOUND', what: 'wallet' });
  });
});

describe('errors nobody foresaw', () => {
  it('S-03 are masked before any resolver runs, too', () => {
    const format = createErrorFormatter({
      report: (error, correlationId) => void reported.push([error, correlationId]),
      suggestions: true,
    });
    const outside = new GraphQLError('Context creation failed: hunter2', { originalError: new Error('hunter2') });
    expect(JSON.stringify(format(outside.toJSON(), outside))).not.toContain('hunter2');
    expect(reported).toHaveLength(1);
  });

  it.each([
    ['an Error', new Error('password=hunter2')],
    [
      'a GraphQLError with a code of its own',
      new GraphQLError('hunter2', { extensions: { code: 'MINE', secret: 'hunter2' } }),
    ],
    ['text', 'hunter2'],
  ])('S-03 are masked: %s', async (_what, thrown) => {
    failure = thrown;
    const error = await firstError('{ plan }');
    expect(JSON.stringify(error)).not.toContain('hunter2');
    expect(error.extensions).toEqual({ code: 'INTERNAL', correlationId: reported[0]?.[1] });
    expect(String(reported[0]?.[0])).toContain('hunter2');
  });
});
