/** Every place of the schema's inputs where a value stands, and a right value for all the others. */
import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
} from 'graphql';

export interface Leaf {
  readonly kind: 'query' | 'mutation';
  readonly rootField: string;
  /** From the argument down. */
  readonly path: readonly string[];
  /** Name of its type, without lists and non-nulls. */
  readonly type: string;
  readonly isList: boolean;
  /** What to send: the operation, and the variables with `value` in this place. */
  request(value: unknown): { readonly query: string; readonly variables: Record<string, unknown> };
}

const RIGHT: Readonly<Record<string, unknown>> = {
  String: 'a word or two',
  ID: '00000000-0000-4000-8000-000000000000',
  Int: 1,
  Float: 1.5,
  Boolean: true,
  U64: '1',
  I128: '1',
  DateTime: '2026-01-01T00:00:00.000Z',
  Address: 'So11111111111111111111111111111111111111112',
};

/** Enough for the grammar: what is required, and nothing else. */
function right(type: GraphQLInputType): unknown {
  if (isNonNullType(type)) return right(type.ofType);
  if (isListType(type)) return [right(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0]?.name;
  if (!isInputObjectType(type)) return RIGHT[type.name];
  const required = Object.values(type.getFields()).filter(isRequiredInputField);
  return Object.fromEntries(required.map((field) => [field.name, right(field.type)]));
}

/** `value` at `path`, with what stands around it. */
function around(type: GraphQLInputType, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const object = isNonNullType(type) ? type.ofType : type;
  if (!isInputObjectType(object)) return value;
  const field = object.getFields()[name];
  return { ...(right(object) as object), [name]: field === undefined ? value : around(field.type, rest, value) };
}

const isList = (type: GraphQLInputType): boolean => isListType(isNonNullType(type) ? type.ofType : type);

function pathsOf(type: GraphQLInputType): { path: string[]; type: GraphQLInputType }[] {
  const object = isNonNullType(type) ? type.ofType : type;
  if (!isInputObjectType(object)) return [{ path: [], type }];
  return Object.values(object.getFields()).flatMap((field) =>
    pathsOf(field.type).map((inner) => ({ path: [field.name, ...inner.path], type: inner.type })),
  );
}

export function leavesOf(schema: GraphQLSchema): Leaf[] {
  return (['query', 'mutation'] as const).flatMap((kind) => {
    const root = kind === 'query' ? schema.getQueryType() : schema.getMutationType();
    return Object.values(root?.getFields() ?? {}).flatMap((field) =>
      field.args.flatMap((argument) => leavesOfArgument(kind, field, argument)),
    );
  });
}

function leavesOfArgument(
  kind: Leaf['kind'],
  field: GraphQLField<unknown, unknown>,
  argument: GraphQLArgument,
): Leaf[] {
  const needed = field.args.filter((one) => one === argument || isNonNullType(one.type));
  const declared = needed.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = needed.map(({ name }) => `${name}: $${name}`).join(', ');
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const query = `${kind} (${declared}) { ${field.name}(${passed})${selection} }`;
  return pathsOf(argument.type).map(({ path, type }) => ({
    ...{ kind, rootField: field.name, path: [argument.name, ...path] },
    type: getNamedType(type).name,
    isList: isList(type),
    request: (value) => ({
      query,
      variables: {
        ...Object.fromEntries(needed.map((one) => [one.name, right(one.type)])),
        [argument.name]: around(argument.type, path, value),
      },
    }),
  }));
}
