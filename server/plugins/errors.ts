/** Errors outside GraphQL: a body too large, JSON that is none. They never tell more than a sentence. */
import type { FastifyError, FastifyInstance } from 'fastify';
import { appError } from '#core/domain/errors.ts';
import type { ReportError } from '../graphql/errors.ts';

export function registerErrors(app: FastifyInstance, report: ReportError): void {
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send({ code: error.code, message: error.message });
    const { code, message, context } = appError('INTERNAL', { correlationId: request.id });
    report(error, context.correlationId);
    return reply.code(500).send({ code, message, ...context });
  });
}
