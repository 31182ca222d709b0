/** An operation of a socket, up to the point where it may run: what Apollo does for HTTP, with the same rules. */
import {
  type ExecutionArgs,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Context } from '../context.ts';
import type { Admission } from './limits/admission.ts';
import { documentLimits } from './limits/document-shape.ts';
import { PARSE_OPTIONS } from './limits/parse-options.ts';

/** An operation as it comes over a socket. */
export interface OperationPayload {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

const RULES = [...specifiedRules, documentLimits()];

export interface Preparing {
  readonly schema: GraphQLSchema;
  readonly admission: Admission;
}

/** What to execute, or why not. */
export async function prepareOperation(
  { schema, admission }: Preparing,
  payload: OperationPayload,
  context: Context,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { requester } = context;
  try {
    admission.greet(requester);
    const document = parse(payload.query, PARSE_OPTIONS);
    const invalid = validate(schema, document, RULES);
    const operation = getOperationAST(document, payload.operationName);
    if (invalid.length > 0 || !operation) await admission.countInvalid(requester);
    else await admission.admit({ schema, document, operation, variables: payload.variables ?? {}, requester });
    if (invalid.length > 0) return invalid;
    const { operationName, variables: variableValues } = payload;
    return { schema, document, operationName, variableValues, contextValue: context };
  } catch (error) {
    if (error instanceof GraphQLError) return [asSyntaxError(error)];
    throw error;
  }
}

/** The parser's errors have no code of their own. */
const asSyntaxError = (error: GraphQLError): GraphQLError =>
  error.originalError !== undefined || error.extensions['code'] !== undefined
    ? error
    : new GraphQLError(error.message, { extensions: { code: 'GRAPHQL_PARSE_FAILED' } });
