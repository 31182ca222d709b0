/** Says in the schema itself who may use each root field, in the words of the rule that is checked. */
import type { GraphQLSchema } from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { type AccessRule, ruleOf } from './caller.ts';

interface RootField {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly name: string;
  /** Null: open to anybody. */
  readonly rule: AccessRule | null;
}

/** Every root field, with the rule it was given. */
export function rootFields(): RootField[] {
  const { queries, mutations, subscriptions } = getMetadataStorage();
  const byKind = { query: queries, mutation: mutations, subscription: subscriptions };
  return (['query', 'mutation', 'subscription'] as const).flatMap((kind) =>
    byKind[kind].map(({ schemaName: name, roles }) => ({
      ...{ kind, name },
      rule: roles === undefined ? null : ruleOf(roles as AccessRule[]),
    })),
  );
}

/** Appends its rule to the description of each root field. */
export function describeAccess(schema: GraphQLSchema): GraphQLSchema {
  const roots = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  };
  for (const { kind, name, rule } of rootFields()) {
    const field = roots[kind]?.getFields()[name];
    if (field !== undefined) field.description = `${field.description ?? ''}\n${sentence(rule)}`;
  }
  return schema;
}

function sentence(rule: AccessRule | null): string {
  if (rule === null) return 'For: anybody.';
  const who = rule.roles.length === 0 ? 'whoever is signed in' : rule.roles.join(', ');
  return `For: ${who}. ${CREDENTIAL[rule.needs]}`;
}

const CREDENTIAL: Readonly<Record<AccessRule['needs'], string>> = {
  read: 'API keys: scope `read`.',
  trade: 'API keys: scope `trade`.',
  wallets: 'API keys: scope `wallets`.',
  person: 'API keys: none.',
  session: 'API keys and outside issuers: none.',
};
