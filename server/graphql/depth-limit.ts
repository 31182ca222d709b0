/** Refuses documents that nest too deeply: every level may multiply the work (S-02). */
import { type ASTVisitor, GraphQLError, Kind, type SelectionSetNode, type ValidationContext } from 'graphql';

/** The deepest of our own operations has 7 levels; introspection needs 13. */
export const DEEPEST = 14;

/** A validation rule: no field lies deeper than `limit` selections, fragments followed. */
export const depthLimit =
  (limit = DEEPEST) =>
  (context: ValidationContext): ASTVisitor => {
    const tooDeep = (selections: SelectionSetNode, depth: number, within: ReadonlySet<string>): boolean =>
      depth > limit ||
      selections.selections.some((node) => {
        if (node.kind === Kind.FIELD) {
          return node.selectionSet !== undefined && tooDeep(node.selectionSet, depth + 1, within);
        }
        if (node.kind === Kind.INLINE_FRAGMENT) return tooDeep(node.selectionSet, depth, within);
        const name = node.name.value;
        const fragment = within.has(name) ? undefined : context.getFragment(name);
        return fragment != null && tooDeep(fragment.selectionSet, depth, new Set([...within, name]));
      });
    return {
      OperationDefinition(operation) {
        if (!tooDeep(operation.selectionSet, 1, new Set())) return;
        context.reportError(new GraphQLError(`The operation nests deeper than ${limit} levels`, { nodes: operation }));
      },
    };
  };
