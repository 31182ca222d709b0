import { type ExecutionArgs, GraphQLError, type GraphQLSchema, parse, specifiedRules, validate } from 'graphql';
import type { Context } from '../context.ts';
import { depthLimit } from './depth-limit.ts';

/** An operation as it comes over a socket. */
export interface OperationPayload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

const RULES = [...specifiedRules, depthLimit()];

/** What to execute, or why not. */
export function prepareOperation(
  schema: GraphQLSchema,
  { query, operationName, variables }: OperationPayload,
  context: Context,
): ExecutionArgs | readonly GraphQLError[] {
  try {
    const document = parse(query);
    const errors = validate(schema, document, RULES);
    if (errors.length > 0) return errors;
    return { schema, document, operationName, variableValues: variables, contextValue: context };
  } catch (error) {
    if (error instanceof GraphQLError)
      return [new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } })];
    throw error;
  }
}
