/** GraphQL over HTTP: `POST /graphql`. */
import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { ServerRuntime } from '#core/runtime/server.ts';
import { callerOfHeader } from '../authentication.ts';
import { clientAddress, userAgentOf } from '../client-address.ts';
import { type Context, createContext } from '../context.ts';
import { createDocumentStore } from '../graphql/document-cache.ts';
import type { FormatError } from '../graphql/errors.ts';
import type { Admission } from '../graphql/limits/admission.ts';
import { apolloLimits } from '../graphql/limits/apollo-limits.ts';
import { documentLimits } from '../graphql/limits/document-shape.ts';
import { textOf } from '../graphql/limits/listed-operations.ts';
import { PARSE_OPTIONS } from '../graphql/limits/parse-options.ts';
import { traceErrors } from '../graphql/trace-errors.ts';

export interface GraphqlOptions {
  readonly runtime: ServerRuntime;
  readonly schema: GraphQLSchema;
  readonly formatError: FormatError;
  readonly admission: Admission;
}

/** Puts the text of a listed operation in the place of its hash. */
function nameText(body: unknown, listedOnly: boolean): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return;
  Object.assign(body, { query: textOf(body, listedOnly), extensions: {} });
}

export async function registerGraphql(app: FastifyInstance, options: GraphqlOptions): Promise<void> {
  const { runtime, schema, admission } = options;
  const { plugin: tracing, formatError } = traceErrors(options.formatError);
  const apollo = new ApolloServer<Context>({
    schema,
    formatError,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    // Refused by the admission to those who may not, over the socket too.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: PARSE_OPTIONS,
    documentStore: createDocumentStore(),
    validationRules: [documentLimits()],
    plugins: [
      ...[ApolloServerPluginCacheControlDisabled(), ApolloServerPluginLandingPageDisabled()],
      ...[tracing, apolloLimits(admission)],
    ],
    logger: app.log,
  });
  await apollo.start();
  app.addHook('onClose', () => apollo.stop());
  const context = async (request: FastifyRequest): Promise<Context> => {
    const caller = await callerOfHeader(runtime, request.headers.authorization);
    const address = clientAddress(request.raw, runtime.edge.trustedProxies);
    const requester = { caller, address, userAgent: userAgentOf(request.raw), transport: 'http' } as const;
    admission.greet(requester);
    nameText(request.body, runtime.edge.listedOnly);
    return createContext(runtime, { requester, correlationId: request.id });
  };
  app.post('/graphql', fastifyApolloHandler(apollo, { context }));
}
