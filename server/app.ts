/** The server without a port: tests inject requests, `main.ts` listens. */
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { createErrorFormatter, type ReportError } from './graphql/errors.ts';
import { registerConsole } from './plugins/console.ts';
import { registerErrors } from './plugins/errors.ts';
import { registerGraphql } from './plugins/graphql.ts';
import { registerHealth } from './plugins/health.ts';
import { registerSocket } from './plugins/socket.ts';
import { buildSchema } from './schema.ts';

export interface AppOptions {
  readonly runtime: ServerRuntime;
  readonly log: Logger;
  /** Where the console was built to. */
  readonly consoleFolder: string;
}

/** Bytes. A sealed key is the largest thing anybody sends. */
const LARGEST_BODY = 256 * 1024;

/** Closing the app ends its sockets and requests; the runtime stays the caller's to close. */
export async function createApp({ runtime, log, consoleFolder }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: LARGEST_BODY,
    logController: new LogController({ disableRequestLogging: true }),
  });
  const report: ReportError = (err, correlationId) => log.error({ err, correlationId }, 'unexpected error');
  registerErrors(app, report);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer');
  });
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?')[0];
    const fields = { method: request.method, path, status: reply.statusCode, ms: Math.round(reply.elapsedTime) };
    request.log.debug(fields, 'answered');
  });
  const graphql = { runtime, schema: buildSchema(), formatError: createErrorFormatter(report) };
  registerHealth(app, runtime);
  await registerGraphql(app, graphql);
  registerSocket(app, graphql);
  await registerConsole(app, consoleFolder);
  return app;
}
