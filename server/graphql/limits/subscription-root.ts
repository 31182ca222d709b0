/**
 * A subscription's one field is always there. GraphQL forbids since October 2025 to skip or include it by a condition; graphql-js
 * 16 does not know that rule, and fails without a field to run.
 */
import {
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

const CONDITIONS = new Set(['skip', 'include']);

/** Why the subscription is not valid; null when it is, and for other operations. */
export function conditionalRoot(
  operation: OperationDefinitionNode,
  findFragment: (name: string) => FragmentDefinitionNode | null | undefined,
): GraphQLError | null {
  if (operation.operation !== 'subscription') return null;
  const seen = new Set<string>();
  const isConditional = ({ selections }: SelectionSetNode): boolean =>
    selections.some((node) => {
      if (node.directives?.some(({ name }) => CONDITIONS.has(name.value))) return true;
      if (node.kind === Kind.FIELD) return false;
      if (node.kind === Kind.INLINE_FRAGMENT) return isConditional(node.selectionSet);
      const fragment = seen.has(node.name.value) ? null : findFragment(node.name.value);
      seen.add(node.name.value);
      return fragment != null && isConditional(fragment.selectionSet);
    });
  if (!isConditional(operation.selectionSet)) return null;
  return new GraphQLError('The field of a subscription cannot be skipped or included', { nodes: operation });
}
