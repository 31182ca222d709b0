/**
 * What an operation costs, from its document and variables alone (S-02): one for each object it may answer, lists counted at the
 * size of their page, more for what asks the chain. Scalars of an object come with it.
 */
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getNamedType,
  getVariableValues,
  isCompositeType,
  isListType,
  isNonNullType,
  type OperationDefinitionNode,
} from 'graphql';
import { type ComplexityEstimatorArgs, getComplexity } from 'graphql-query-complexity';
import { tooComplex } from './refusal.ts';

/** The dearest of our own operations, a full page of trades with their signatures, costs 1,302. */
export const MOST_COST = 5_000;
/** How many a list without a page is taken to hold. */
const USUAL_LIST = 10;
/** No page is larger; a larger one is refused by its use case. */
const LARGEST_PAGE = 1_000;

/** Fields that ask the chain, or much of the database, for each object. */
export const WEIGHTS: ReadonlyMap<string, number> = new Map([
  ['Wallet.balances', 5],
  ['Wallet.ledger', 5],
  ['Pool.state', 5],
  ['Query.tokenPreview', 10],
  ['Query.signerKey', 5],
  ['Query.systemHealth', 20],
]);

function costOfField({ type, field, args, childComplexity }: ComplexityEstimatorArgs): number {
  const weight = WEIGHTS.get(`${type.name}.${field.name}`);
  if (!isCompositeType(getNamedType(field.type))) return weight ?? 0;
  return (weight ?? 1) + childComplexity * howMany(type.name, field, args);
}

function howMany(
  parent: string,
  field: ComplexityEstimatorArgs['field'],
  args: Readonly<Record<string, unknown>>,
): number {
  const { first } = args;
  if (typeof first === 'number') return Math.min(Math.max(first, 1), LARGEST_PAGE);
  // The schema's own description is bounded by what may be selected of it.
  if (parent.startsWith('__')) return 1;
  const type = isNonNullType(field.type) ? field.type.ofType : field.type;
  // The edges of a connection were counted with its page.
  return isListType(type) && !parent.endsWith('Connection') ? USUAL_LIST : 1;
}

export interface Priced {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * Null when the variables cannot be read: nothing will run then, and graphql-js says why with the path of each.
 * @throws GraphQLError TOO_COMPLEX, or BAD_USER_INPUT for an argument that its variable leaves empty
 */
export function costOf({ schema, document, operation, variables }: Priced): number | null {
  const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables, { maxErrors: 1 });
  if (errors !== undefined) return null;
  const cost = complexity({ schema, document, operation, variables });
  if (cost > MOST_COST) throw tooComplex(`a cost of ${cost}, ${MOST_COST} at the most`, operation);
  return cost;
}

function complexity({ schema, document, operation, variables }: Priced): number {
  // A document holds other operations too; only the one that is run is counted.
  const query = { ...document, definitions: document.definitions.filter((part) => !isOther(part, operation)) };
  try {
    // How much is selected was limited before.
    const maxQueryNodes = Number.MAX_SAFE_INTEGER;
    return getComplexity({ ...{ schema, query, variables, maxQueryNodes }, estimators: [costOfField] });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    throw new GraphQLError(error.message, {
      nodes: error.nodes ?? null,
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
    });
  }
}

const isOther = (part: DocumentNode['definitions'][number], operation: OperationDefinitionNode): boolean =>
  part.kind === operation.kind && part !== operation;
