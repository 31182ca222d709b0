/** Errors that the edge answers before a resolver runs: an AppError, dressed for GraphQL, with a status for HTTP. */
import { HeaderMap } from '@apollo/server';
import { type ASTNode, GraphQLError } from 'graphql';
import { type AppError, appError, type ErrorCode } from '#core/domain/errors.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  RATE_LIMITED: 429,
  LIMITS_UNAVAILABLE: 503,
  OPERATION_NOT_ALLOWED: 403,
  FORBIDDEN: 403,
};

/** `headers` go with the answer over HTTP; a socket leaves them out. */
export function refusal(
  originalError: AppError,
  headers: Readonly<Record<string, string>> = {},
  node: ASTNode | null = null,
): GraphQLError {
  const http = { status: STATUS[originalError.code] ?? 400, headers: new HeaderMap(Object.entries(headers)) };
  return new GraphQLError(originalError.message, { originalError, nodes: node, extensions: { http } });
}

/** `rule` tells of what it is too much: how much was asked for, and how much may be. */
export const tooComplex = (rule: string, node: ASTNode | null = null): GraphQLError =>
  refusal(appError('TOO_COMPLEX', { rule }), {}, node);
