/** An operation of a socket, up to the point where it may run: what Apollo does for HTTP, with the same rules. */
import { type ExecutionArgs, GraphQLError, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Context } from '../context.ts';
import type { DocumentCache } from './document-cache.ts';
import type { Admission } from './limits/admission.ts';
import { textOf } from './limits/listed-operations.ts';

/** An operation as it comes over a socket. */
export interface OperationPayload {
  readonly query: string;
  readonly extensions?: Record<string, unknown> | null | undefined;
  readonly operationName?: string | null | undefined;
  readonly variables?: Record<string, unknown> | null | undefined;
}

export interface Preparing {
  readonly schema: GraphQLSchema;
  readonly admission: Admission;
  readonly documents: DocumentCache;
}

/** What to execute, or why not. */
export async function prepareOperation(
  { schema, admission, documents }: Preparing,
  payload: OperationPayload,
  context: Context,
): Promise<ExecutionArgs | readonly GraphQLError[]> {
  const { requester } = context;
  try {
    admission.greet(requester);
    const document = documents.read(textOf(payload, context.runtime.edge.listedOnly));
    const operation = 'kind' in document ? getOperationAST(document, payload.operationName) : null;
    if (!('kind' in document) || !operation) await admission.countInvalid(requester);
    else await admission.admit({ schema, document, operation, variables: payload.variables ?? {}, requester });
    if (!('kind' in document)) return document;
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
