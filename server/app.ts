/** The server without a port: tests inject requests, `main.ts` listens. */
import { randomUUID } from 'node:crypto';
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify';
import type { Logger } from 'pino';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { createErrorFormatter, type ReportError } from './graphql/errors.ts';
import { createAdmission } from './graphql/limits/admission.ts';
import { registerConsole } from './plugins/console.ts';
import { registerCors } from './plugins/cors.ts';
import { registerErrors } from './plugins/errors.ts';
import { registerGraphql } from './plugins/graphql.ts';
import { registerHealth } from './plugins/health.ts';
import { registerSecurityHeaders } from './plugins/security-headers.ts';
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

/** How long a client may take, so that one that dawdles holds no connection for long. */
const SLOWEST = {
  /** Milliseconds from the first byte of a request to its last. */
  requestTimeout: 15_000,
  /** Milliseconds without a byte, also while an answer is made. Sockets are watched by pings. */
  connectionTimeout: 120_000,
  /** Milliseconds that a connection may wait for its next request. */
  keepAliveTimeout: 30_000,
  http: {
    /** Milliseconds for the headers alone; all of them together have 16 KiB. */
    headersTimeout: 10_000,
    maxHeaderSize: 16 * 1024,
    connectionsCheckingInterval: 5_000,
  },
};

/** Closing the app ends its sockets and requests; the runtime stays the caller's to close. */
export async function createApp({ runtime, log, consoleFolder }: AppOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    bodyLimit: LARGEST_BODY,
    ...SLOWEST,
    genReqId: () => randomUUID(),
    logController: new LogController({ disableRequestLogging: true }),
  });
  const report: ReportError = (err, correlationId) => log.error({ err, correlationId }, 'unexpected error');
  registerErrors(app, report);
  await registerSecurityHeaders(app);
  await registerCors(app, runtime.edge.allowedOrigins);
  app.addHook('onResponse', async (request, reply) => {
    const path = request.url.split('?')[0];
    const fields = {
      correlationId: request.id,
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    };
    request.log.debug(fields, 'answered');
  });
  const graphql = {
    runtime,
    schema: buildSchema(),
    formatError: createErrorFormatter({ report, suggestions: runtime.edge.exposeSchema }),
    admission: createAdmission(runtime),
  };
  registerHealth(app, runtime);
  await registerGraphql(app, graphql);
  registerSocket(app, graphql);
  await registerConsole(app, consoleFolder);
  return app;
}
