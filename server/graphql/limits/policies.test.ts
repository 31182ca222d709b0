import { getMetadataStorage } from 'type-graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from '../../schema.ts';
import { OPERATION_LIMITS, pointsOf } from './policies.ts';

const schema = buildSchema();

describe('S-01 what an operation weighs', () => {
  it.each([
    ['query', 1, 0, 1],
    ['query', 1, 10, 1],
    ['query', 3, 11, 2],
    ['query', 1, 1_302, 131],
    ['mutation', 1, 3, 10],
    ['mutation', 4, 3, 40],
    ['subscription', 1, 1, 10],
  ] as const)('%s of %i fields and cost %i: %i tenths of a request', (kind, fields, cost, points) => {
    expect(pointsOf(kind, fields, cost)).toBe(points);
  });
});

describe('S-01 limits of single operations', () => {
  it('are about fields there are', () => {
    const fields = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    );
    expect(Object.keys(OPERATION_LIMITS).filter((name) => !fields.includes(name))).toEqual([]);
  });

  it('hold for every mutation that strangers may ask for', () => {
    const open = getMetadataStorage().mutations.filter(({ roles }) => roles === undefined);
    expect(open.map(({ schemaName }) => schemaName).filter((name) => !(name in OPERATION_LIMITS))).toEqual([]);
  });

  it('refuse what makes keys or tries passwords while nobody counts', () => {
    for (const name of ['signIn', 'signUp', 'stepUp', 'resetPassword', 'createWallet', 'importWallet']) {
      expect([name, OPERATION_LIMITS[name]?.every(({ failClosed }) => failClosed)]).toEqual([name, true]);
    }
  });
});
