/**
 * How large an operation is written (S-02): how deep it nests, how much it selects once its fragments are followed. Each fragment
 * is measured once, however often it is spread, so that measuring takes no longer than reading.
 */
import {
  type ASTVisitor,
  type FragmentDefinitionNode,
  type GraphQLError,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';
import { tooComplex } from './refusal.ts';
import { conditionalRoot } from './subscription-root.ts';

export interface DocumentShape {
  /** Selection sets in one another. */
  readonly depth: number;
  /** Fields, each fragment counted where it is spread. */
  readonly fields: number;
  readonly aliases: number;
  readonly directives: number;
  /** Fields of the root type. */
  readonly rootFields: number;
  /** Whether it asks for the schema. */
  readonly introspects: boolean;
}

type Limits = Readonly<Record<'depth' | 'fields' | 'aliases' | 'directives' | 'rootFields', number>>;

/** Our own operations have 7 levels, 90 fields, no alias, no directive and 3 root fields; introspection needs 15 levels. */
export const DOCUMENT_LIMITS: Limits = { depth: 16, fields: 1_000, aliases: 30, directives: 30, rootFields: 15 };

const WORDS: Readonly<Record<keyof Limits, string>> = {
  depth: 'levels',
  fields: 'fields',
  aliases: 'aliases',
  directives: 'directives',
  rootFields: 'root fields',
};

const NOTHING: DocumentShape = {
  ...{ depth: 0, fields: 0, aliases: 0, directives: 0, rootFields: 0, introspects: false },
};

const SCHEMA_FIELDS = new Set(['__schema', '__type']);

type FindFragment = (name: string) => FragmentDefinitionNode | null | undefined;

/** Fragments that name each other are followed once: the document is refused for them elsewhere. */
export function shapeOf(operation: OperationDefinitionNode, findFragment: FindFragment): DocumentShape {
  const known = new Map<string, DocumentShape>();
  const ofFragment = (name: string): DocumentShape => {
    const before = known.get(name);
    if (before !== undefined) return before;
    known.set(name, NOTHING);
    const selections = findFragment(name)?.selectionSet;
    const shape = selections === undefined ? NOTHING : ofSelections(selections);
    known.set(name, shape);
    return shape;
  };
  const ofSelection = (node: SelectionNode): DocumentShape => {
    const directives = node.directives?.length ?? 0;
    if (node.kind === Kind.FIELD) return ofField(node, directives);
    const inner = node.kind === Kind.FRAGMENT_SPREAD ? ofFragment(node.name.value) : ofSelections(node.selectionSet);
    return { ...inner, directives: inner.directives + directives };
  };
  const ofField = (node: Extract<SelectionNode, { kind: Kind.FIELD }>, directives: number): DocumentShape => {
    const inner = node.selectionSet === undefined ? NOTHING : ofSelections(node.selectionSet);
    return {
      depth: inner.depth + (node.selectionSet === undefined ? 0 : 1),
      fields: inner.fields + 1,
      aliases: inner.aliases + (node.alias === undefined ? 0 : 1),
      directives: inner.directives + directives,
      rootFields: 1,
      introspects: inner.introspects || SCHEMA_FIELDS.has(node.name.value),
    };
  };
  const ofSelections = ({ selections }: SelectionSetNode): DocumentShape =>
    selections.map(ofSelection).reduce(together, NOTHING);

  const { depth, directives, ...rest } = ofSelections(operation.selectionSet);
  return { ...rest, depth: depth + 1, directives: directives + (operation.directives?.length ?? 0) };
}

const together = (a: DocumentShape, b: DocumentShape): DocumentShape => ({
  depth: Math.max(a.depth, b.depth),
  fields: a.fields + b.fields,
  aliases: a.aliases + b.aliases,
  directives: a.directives + b.directives,
  rootFields: a.rootFields + b.rootFields,
  introspects: a.introspects || b.introspects,
});

/** A validation rule: every operation of the document is within the limits, and a subscription has its field. */
export const documentLimits =
  (limits: Limits = DOCUMENT_LIMITS) =>
  (context: ValidationContext): ASTVisitor => ({
    OperationDefinition(operation) {
      const findFragment = (name: string) => context.getFragment(name);
      const shape = shapeOf(operation, findFragment);
      const error = excess(shape, limits, operation) ?? conditionalRoot(operation, findFragment);
      if (error !== null) context.reportError(error);
    },
  });

function excess(shape: DocumentShape, limits: Limits, operation: OperationDefinitionNode): GraphQLError | null {
  for (const [name, most] of Object.entries(limits) as [keyof Limits, number][]) {
    const given = shape[name];
    if (given > most) return tooComplex(`${given} ${WORDS[name]}, ${most} at the most`, operation);
  }
  return null;
}
