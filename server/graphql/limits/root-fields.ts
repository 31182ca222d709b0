/** The fields of the root type that an operation asks for: what is limited, allowed and refused. */
import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getArgumentValues,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

export interface RootField {
  readonly name: string;
  /** Empty where they cannot be read: the field then answers why. */
  readonly args: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Every one, also where the same field stands twice under different names. */
export function rootFieldsOf({ schema, document, operation, variables }: Asked): RootField[] {
  const fields = schema.getRootType(operation.operation)?.getFields() ?? {};
  const { coerced = {} } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  const argsOf = (node: FieldNode): Readonly<Record<string, unknown>> => {
    const field = fields[node.name.value];
    try {
      return field === undefined ? {} : getArgumentValues(field, node, coerced);
    } catch {
      return {};
    }
  };
  return rootNodes(operation.selectionSet, fragmentsOf(document), new Set()).map((node) => ({
    name: node.name.value,
    args: argsOf(node),
  }));
}

export const fragmentsOf = (document: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    document.definitions.flatMap((part) => (part.kind === Kind.FRAGMENT_DEFINITION ? [[part.name.value, part]] : [])),
  );

function rootNodes(
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  seen: Set<string>,
): FieldNode[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) return [node];
    if (node.kind === Kind.INLINE_FRAGMENT) return rootNodes(node.selectionSet, fragments, seen);
    const name = node.name.value;
    const fragment = fragments.get(name);
    if (fragment === undefined || seen.has(name)) return [];
    seen.add(name);
    return rootNodes(fragment.selectionSet, fragments, seen);
  });
}
