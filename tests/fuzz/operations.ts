/** Random operations of a schema: valid ones with fragments, aliases, directives and variables, and broken ones. */
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  isRequiredArgument,
} from 'graphql';
import type { Random } from '../chaos/random.ts';
import { literalOf, type Values } from './values.ts';

export interface Operation {
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Grammar {
  readonly schema: GraphQLSchema;
  readonly random: Random;
  readonly values: Values;
  /** Root fields that are left out. */
  readonly without: ReadonlySet<string>;
}

const DEEPEST = 5;
const BROKEN = 0.15;

/** What a document gathers while it is written. */
interface Draft {
  readonly variables: Map<string, { readonly type: string; readonly value: unknown }>;
  readonly fragments: string[];
}

export function randomOperation(grammar: Grammar): Operation {
  const { random, schema } = grammar;
  const kind = random.pick(['query', 'query', 'query', 'mutation', 'mutation', 'subscription'] as const);
  const root = {
    query: schema.getQueryType(),
    mutation: schema.getMutationType(),
    subscription: schema.getSubscriptionType(),
  }[kind];
  if (!root) throw new Error(`the schema has no ${kind}`);
  const draft: Draft = { variables: new Map(), fragments: [] };
  const count = kind === 'subscription' || random.next() < 0.8 ? 1 : random.whole(2, 4);
  const selections = Array.from({ length: count }, () => rootField(grammar, root, draft));
  const declared = [...draft.variables].map(([name, { type }]) => `$${name}: ${type}`).join(', ');
  const head = `${kind} ${random.next() < 0.9 ? 'Fuzz' : ''}${declared === '' ? '' : `(${declared})`}`;
  const query = `${head} { ${selections.join(' ')} } ${draft.fragments.join(' ')}`;
  const variables = Object.fromEntries([...draft.variables].map(([name, { value }]) => [name, value]));
  return { kind, query: random.next() < BROKEN ? broken(query, random) : query, variables };
}

function rootField(grammar: Grammar, root: GraphQLObjectType, draft: Draft): string {
  const names = Object.keys(root.getFields()).filter((name) => !grammar.without.has(name));
  const field = root.getFields()[grammar.random.pick(names as [string, ...string[]])];
  return field === undefined ? '__typename' : fieldText(grammar, field, draft, 1);
}

function fieldText(grammar: Grammar, field: GraphQLField<unknown, unknown>, draft: Draft, depth: number): string {
  const { random } = grammar;
  const alias = random.next() < 0.08 ? `a${random.whole(1, 99)}: ` : '';
  const type = getNamedType(field.type);
  const inner = isObjectType(type) ? ` { ${selectionText(grammar, type, draft, depth)} }` : '';
  return `${alias}${field.name}${argumentsText(grammar, field, draft)}${directiveText(grammar, draft)}${inner}`;
}

function argumentsText({ random, values }: Grammar, field: GraphQLField<unknown, unknown>, draft: Draft): string {
  const written = field.args
    .filter((argument) => random.next() < (isRequiredArgument(argument) ? 0.98 : 0.5))
    .map(({ name, type }) => {
      const value = values(type, name);
      if (random.next() < 0.35) return `${name}: ${literalOf(value, type)}`;
      const variable = `v${draft.variables.size}`;
      draft.variables.set(variable, { type: random.next() < 0.97 ? String(type) : 'String', value });
      return `${name}: $${variable}`;
    });
  return written.length === 0 ? '' : `(${written.join(', ')})`;
}

function directiveText({ random }: Grammar, draft: Draft): string {
  if (random.next() > 0.05) return '';
  const name = random.pick(['include', 'skip'] as const);
  if (random.next() < 0.5) return ` @${name}(if: ${random.next() < 0.5})`;
  draft.variables.set(`v${draft.variables.size}`, { type: 'Boolean!', value: random.next() < 0.5 });
  return ` @${name}(if: $v${draft.variables.size - 1})`;
}

function selectionText(grammar: Grammar, type: GraphQLObjectType, draft: Draft, depth: number): string {
  const { random } = grammar;
  const fields = Object.values(type.getFields());
  const fitting = depth < DEEPEST ? fields : fields.filter((field) => !isObjectType(getNamedType(field.type)));
  const chosen = random.shuffled(fitting).slice(0, random.whole(1, 6));
  const inner = ['__typename', ...chosen.map((field) => fieldText(grammar, field, draft, depth + 1))].join(' ');
  const style = random.next();
  if (style < 0.08) return `... on ${type.name} { ${inner} }`;
  if (style > 0.06 + 0.08) return inner;
  const name = `F${draft.fragments.length}`;
  draft.fragments.push(`fragment ${name} on ${type.name} { ${inner} }`);
  return `...${name}`;
}

/** The same document with something missing, doubled, or out of place. */
function broken(query: string, random: Random): string {
  const at = random.whole(0, query.length);
  const [before, after] = [query.slice(0, at), query.slice(at)];
  const noise = random.pick([
    '{',
    '}',
    '(',
    '$',
    '@',
    '"',
    '"""',
    '...',
    '!',
    '\u0000',
    '\ufeff',
    'fragment',
    '#',
    ': 1',
  ]);
  return random.pick([before + after.slice(1), before + noise + after, before, before + after.slice(0, 20) + after]);
}
