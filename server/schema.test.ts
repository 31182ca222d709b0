import fs from 'node:fs';
import { isEnumType, isInputObjectType, isObjectType, lexicographicSortSchema, printSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { describe, expect, it } from 'vitest';
import { rootFields } from './graphql/describe-access.ts';
import { buildSchema } from './schema.ts';

const schema = buildSchema();

/** What a stranger may ask for. */
const PUBLIC = [
  'beginOAuth',
  'beginWalletSignIn',
  'completeOAuth',
  'oauthProviders',
  'redeemLinkCode',
  'refreshSession',
  'requestPasswordReset',
  'resetPassword',
  'signIn',
  'signInTwoFactor',
  'signInWithWallet',
  'signUp',
  'system',
  'verifyEmail',
];

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

  it('A-05 says of every root field who may use it', () => {
    const { queries, mutations, subscriptions } = getMetadataStorage();
    const all = [...queries, ...mutations, ...subscriptions];
    expect(rootFields()).toHaveLength(all.length);
    const unruled = all.filter(({ roles }) => roles !== undefined && roles.length !== 1);
    // `@Authorized(READ)` and its like; without a rule the strictest holds, which is hardly what is meant.
    expect(unruled.map(({ schemaName }) => schemaName)).toEqual([]);
    const root = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()];
    for (const field of root.flatMap((type) => Object.values(type?.getFields() ?? {})))
      expect(field.description).toMatch(/\nFor: .+\.$/);
  });

  it('A-09 lets strangers ask for no more than they must', () => {
    const open = rootFields().filter(({ rule }) => rule === null);
    expect(open.map(({ name }) => name).sort()).toEqual(PUBLIC);
  });

  it('A-05 lets viewers, and keys made for them, change nothing of the organisation', () => {
    const forAll = rootFields().filter(({ kind, rule }) => kind === 'mutation' && rule?.roles.length === 0);
    expect(forAll.filter(({ rule }) => rule?.needs !== 'session' && rule?.needs !== 'person')).toEqual([]);
  });

  it('A-07 lets no API key near members, keys and the account', () => {
    const forKeys = rootFields().filter(({ rule }) => ['read', 'trade', 'wallets'].includes(rule?.needs ?? ''));
    const account = /session|member|invit|organization|apiKey|password|twoFactor|stepUp|export|ipAllowList|identit/i;
    expect(forKeys.map(({ name }) => name).filter((name) => account.test(name))).toEqual([]);
  });
});
