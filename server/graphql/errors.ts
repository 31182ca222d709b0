/**
 * Errors as clients see them: `extensions.code` to switch on, `extensions.fields` with the path of each bad input value, and what
 * the code's context holds. Anything unforeseen is logged here and answered INTERNAL with a number to quote.
 */
import { randomUUID } from 'node:crypto';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type AppError, appError, isAppError } from '#core/domain/errors.ts';
import { inputPath } from './input-path.ts';
import { isTooLong, MOST_TOKENS } from './limits/parse-options.ts';
import { ScalarRefusal } from './scalars.ts';

/** Told of every error that nobody foresaw. */
export type ReportError = (error: unknown, correlationId: string) => void;

/** An error as the client gets it. `correlationId` is the one of the request, where there is one. */
export type FormatError = (
  formatted: GraphQLFormattedError,
  error: unknown,
  correlationId?: string,
) => GraphQLFormattedError;

export interface ErrorFormat {
  readonly report: ReportError;
  /** Whether the sentences of GraphQL itself may name fields and types that were not asked for. */
  readonly suggestions: boolean;
}

/** Codes of graphql-js and Apollo for documents that cannot be run; they keep their sentence. */
const REQUEST_CODES = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'BAD_USER_INPUT',
  'PERSISTED_QUERY_NOT_FOUND',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Makes the formatter that Apollo and the socket use. */
export const createErrorFormatter =
  ({ report, suggestions }: ErrorFormat): FormatError =>
  (formatted, error, correlationId = randomUUID()) => {
    const described = describe(error);
    if (described !== null) {
      const message = suggestions ? described.message : described.message.replace(SUGGESTION, '');
      return { ...located(formatted), ...described, message };
    }
    report(rootCause(error), correlationId);
    return { ...located(formatted), ...ofAppError(appError('INTERNAL', { correlationId })) };
  };

/** What graphql-js adds about what would have been right. */
const SUGGESTION = / Did you mean .*\?$/;

type Described = Pick<GraphQLFormattedError, 'message' | 'extensions'>;

/** What may be told of an error; null when nobody foresaw it. */
function describe(error: unknown): Described | null {
  const cause = rootCause(error);
  if (isAppError(cause)) return ofAppError(cause);
  if (!(error instanceof GraphQLError) || !(cause instanceof GraphQLError)) return null;
  if (cause instanceof ScalarRefusal) return badInput(error, String(cause.extensions['code']), cause.message);
  return ofRequestError(error);
}

function ofAppError({ code, message, context }: AppError): Described {
  const { field, ...rest } = context as { field?: string };
  const fields = field === undefined ? {} : { field, fields: [{ path: field, message }] };
  return { message, extensions: { code, ...rest, ...fields } };
}

/** An error of the document or its variables: graphql-js found it before any resolver ran. */
function ofRequestError(error: GraphQLError): Described | null {
  const given = error.extensions['code'];
  const code = typeof given === 'string' ? given : undefined;
  if (code !== undefined && !REQUEST_CODES.has(code)) return null;
  if (code === undefined && error.path !== undefined) return null;
  if (isTooLong(error.message)) return ofAppError(appError('TOO_COMPLEX', { rule: `more than ${MOST_TOKENS} tokens` }));
  const isVariable = error.message.startsWith('Variable "');
  if (code === 'BAD_USER_INPUT' || (code === undefined && isVariable)) {
    return badInput(error, 'BAD_USER_INPUT', error.message);
  }
  return { message: error.message, extensions: { code: code ?? 'GRAPHQL_VALIDATION_FAILED' } };
}

function badInput(error: GraphQLError, code: string, rule: string): Described {
  const field = inputPath(error);
  if (field === null) return { message: rule, extensions: { code } };
  const message = rule.startsWith('Variable "') ? rule : `${field} ${rule}`;
  return { message, extensions: { code, field, fields: [{ path: field, message }] } };
}

/** The error that was thrown first: graphql-js wraps it once or twice. */
function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && cause.originalError != null) cause = cause.originalError;
  return cause;
}

/** Where in the answer and the document it happened; never a stack. */
const located = ({ path, locations }: GraphQLFormattedError): Partial<GraphQLFormattedError> => ({
  ...(path === undefined ? {} : { path }),
  ...(locations === undefined ? {} : { locations }),
});
