import fs from 'node:fs';
import { isEnumType, isInputObjectType, isObjectType, lexicographicSortSchema, printSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { describe, expect, it } from 'vitest';
import { buildSchema } from './schema.ts';

const schema = buildSchema();

/** What a stranger may ask for. */
const PUBLIC = ['refreshSession', 'signIn', 'signUp', 'system'];

describe('the schema', () => {
  it('is the one that is committed: run `npm run schema`', () => {
    const committed = fs.readFileSync(new URL('./schema.graphql', import.meta.url), 'utf8');
    expect(committed).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
  });

  it('describes every type, field, argument and value', () => {
    const ours = Object.values(schema.getTypeMap()).filter(({ name }) => !name.startsWith('__'));
    const roots = ['Query', 'Mutation', 'Subscription', 'Boolean', 'Float', 'ID', 'Int', 'String'];
    const silent = ours.flatMap((type) => {
      const missing: string[] = roots.includes(type.name) || type.description ? [] : [type.name];
      if (isEnumType(type)) {
        return [
          ...missing,
          ...type
            .getValues()
            .filter((value) => !value.description)
            .map(({ name }) => `${type.name}.${name}`),
        ];
      }
      if (!isObjectType(type) && !isInputObjectType(type)) return missing;
      for (const field of Object.values(type.getFields())) {
        if (!field.description) missing.push(`${type.name}.${field.name}`);
        for (const argument of 'args' in field ? field.args : []) {
          if (!argument.description && argument.name !== 'input')
            missing.push(`${type.name}.${field.name}(${argument.name})`);
        }
      }
      return missing;
    });
    expect(silent).toEqual([]);
  });

  it('A-09 lets strangers ask for no more than they must', () => {
    const { queries, mutations, subscriptions } = getMetadataStorage();
    const open = [...queries, ...mutations, ...subscriptions].filter(({ roles }) => roles === undefined);
    expect(open.map(({ schemaName }) => schemaName).sort()).toEqual(PUBLIC);
  });

  it('A-05 lets viewers change nothing but their own session', () => {
    const forAll = getMetadataStorage().mutations.filter(({ roles }) => roles?.length === 0);
    expect(forAll.map(({ schemaName }) => schemaName)).toEqual(['signOut']);
  });
});
